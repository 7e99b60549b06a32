import type { Context, Span, SpanOptions } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { type MetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { type OtlpLogs, startOtlpLogs } from './telemetry-logs.ts';
import { newSpanId, type TraceContext } from './trace-context.ts';

/** What goes to a collector. */
export interface Otlp {
  /** Begins the span that has the ids of `own`, under a parent. */
  startSpan(own: TraceContext, name: string, options: SpanOptions, parent: Context): Span;
  readonly metricReader: MetricReader;
  readonly resource: Resource;
  readonly logs: OtlpLogs;
  stop(): Promise<void>;
}

/** Sends traces, metrics and logs to an OTLP/HTTP collector. Which spans there are is decided before they are made. */
export async function startOtlp(url: string, serviceName: string): Promise<Otlp> {
  const base = url.replace(/\/$/, '');
  const resource = resourceFromAttributes({ 'service.name': serviceName });
  // Calls have their ids before it is known whether they are recorded, so a span takes over those of its call.
  let next: TraceContext | undefined;
  const spans = new TracerProvider({
    idGenerator: {
      generateTraceId: () => next?.traceId ?? newSpanId() + newSpanId(),
      generateSpanId: () => next?.spanId ?? newSpanId(),
    },
    resource,
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${base}/v1/traces` }) }),
    ],
  });
  const logs = startOtlpLogs(`${base}/v1/logs`, resource);
  return {
    startSpan(own, name, options, parent) {
      next = own;
      try {
        return spans.getTracer('sippy').startSpan(name, options, parent);
      } finally {
        next = undefined;
      }
    },
    metricReader: new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter({ url: `${base}/v1/metrics` }),
      exportIntervalMillis: 10_000,
    }),
    resource,
    logs,
    stop: async () => void (await Promise.allSettled([spans.shutdown(), logs.stop()])),
  };
}
