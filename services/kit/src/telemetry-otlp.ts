import type { Tracer } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { type MetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

/** What goes to a collector. */
export interface Otlp {
  readonly tracer: Tracer;
  readonly metricReader: MetricReader;
  readonly resource: Resource;
  stop(): Promise<void>;
}

/** Sends traces and metrics to an OTLP/HTTP collector. Which spans there are is decided before they are made. */
export async function startOtlp(url: string, serviceName: string): Promise<Otlp> {
  const base = url.replace(/\/$/, '');
  const resource = resourceFromAttributes({ 'service.name': serviceName });
  const spans = new TracerProvider({
    resource,
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${base}/v1/traces` }) }),
    ],
  });
  return {
    tracer: spans.getTracer('sippy'),
    metricReader: new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter({ url: `${base}/v1/metrics` }),
      exportIntervalMillis: 10_000,
    }),
    resource,
    stop: () => spans.shutdown(),
  };
}
