import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type Attributes,
  context,
  type Meter,
  metrics,
  type Span,
  type SpanKind,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider, type MetricReader } from '@opentelemetry/sdk-metrics';
import type { Logger } from 'pino';
import type { TraceContext } from './trace-context.ts';

/** Traces and metrics of a process. */
export interface Telemetry {
  readonly meter: Meter;
  /** Whether spans go anywhere; if not, none is made. */
  readonly tracing: boolean;
  /** Begins a span with this context under a parent. Only worth calling for sampled contexts while `tracing`. */
  startSpan(
    name: string,
    kind: SpanKind,
    own: TraceContext,
    parentSpanId: string | undefined,
    attributes: Attributes,
  ): Span;
  /** Answers a scrape in Prometheus' format. */
  serveMetrics(request: IncomingMessage, response: ServerResponse): void;
  stop(): Promise<void>;
}

/** How a process is observed. */
export interface TelemetryOptions {
  /** Base URL of an OTLP/HTTP collector; traces, metrics and logs go there if set. */
  otlpUrl?: string | undefined;
  serviceName: string;
  log: Logger;
}

/** Starts telemetry. Exporters are loaded only when there is a collector. */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const prometheus = new PrometheusExporter({ preventServerStart: true });
  const readers: MetricReader[] = [prometheus];
  const otlp = options.otlpUrl
    ? await (await import('./telemetry-otlp.ts')).startOtlp(options.otlpUrl, options.serviceName)
    : undefined;
  if (otlp) readers.push(otlp.metricReader);
  const meters = new MeterProvider({ readers, ...(otlp ? { resource: otlp.resource } : {}) });
  const tracer: Tracer | undefined = otlp?.tracer;
  return {
    meter: meters.getMeter('sippy'),
    tracing: tracer !== undefined,
    startSpan(name, kind, own, parentSpanId, attributes) {
      if (!tracer) return trace.wrapSpanContext({ traceId: own.traceId, spanId: own.spanId, traceFlags: 1 });
      const parent = trace.setSpanContext(context.active(), {
        traceId: own.traceId,
        spanId: parentSpanId ?? own.spanId,
        traceFlags: 1,
        isRemote: true,
      });
      return tracer.startSpan(name, { kind, attributes }, parent);
    },
    serveMetrics: (request, response) => prometheus.getMetricsRequestHandler(request, response),
    async stop() {
      await Promise.allSettled([meters.shutdown(), otlp?.stop()]);
      metrics.disable();
    },
  };
}
