import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Attributes,
  type Meter,
  metrics,
  ROOT_CONTEXT,
  type Span,
  type SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider, type MetricReader } from '@opentelemetry/sdk-metrics';
import type { TraceContext } from './trace-context.ts';

/** Traces, metrics and logs of a process. */
export interface Telemetry {
  readonly meter: Meter;
  /** Whether spans go anywhere; if not, none is made. */
  readonly tracing: boolean;
  /** Begins the span that has this very context. Only worth calling for sampled contexts while `tracing`. */
  startSpan(name: string, kind: SpanKind, own: TraceContext, attributes: Attributes): Span;
  /** Answers a scrape in Prometheus' format. */
  serveMetrics(request: IncomingMessage, response: ServerResponse): void;
  /** Sends a line of the log to the collector; undefined without one. */
  readonly writeLog: ((line: string) => void) | undefined;
  /** Sends what is left, for a moment: a collector that is away does not keep a host from stopping. */
  stop(): Promise<void>;
}

/** How a process is observed. */
export interface TelemetryOptions {
  /** Base URL of an OTLP/HTTP collector; traces, metrics and logs go there if set. */
  otlpUrl?: string | undefined;
  serviceName: string;
}

/** Longest wait for a collector to take what is left at the end. */
const FLUSH_MS = 2000;

/** Starts telemetry. Exporters are loaded only when there is a collector. */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const prometheus = new PrometheusExporter({ preventServerStart: true });
  const readers: MetricReader[] = [prometheus];
  const otlp = options.otlpUrl
    ? await (await import('./telemetry-otlp.ts')).startOtlp(options.otlpUrl, options.serviceName)
    : undefined;
  if (otlp) readers.push(otlp.metricReader);
  const meters = new MeterProvider({ readers, ...(otlp ? { resource: otlp.resource } : {}) });
  return {
    meter: meters.getMeter('sippy'),
    tracing: otlp !== undefined,
    startSpan(name, kind, own, attributes) {
      if (!otlp) return trace.wrapSpanContext({ ...own, traceFlags: TraceFlags.SAMPLED });
      const parent = own.parentSpanId
        ? trace.setSpanContext(ROOT_CONTEXT, {
            traceId: own.traceId,
            spanId: own.parentSpanId,
            traceFlags: TraceFlags.SAMPLED,
            isRemote: true,
          })
        : ROOT_CONTEXT;
      return otlp.startSpan(own, name, { kind, attributes }, parent);
    },
    serveMetrics: (request, response) => prometheus.getMetricsRequestHandler(request, response),
    writeLog: otlp?.logs.write,
    async stop() {
      await Promise.race([
        Promise.allSettled([meters.shutdown(), otlp?.stop()]),
        sleep(FLUSH_MS, undefined, { ref: false }),
      ]);
      metrics.disable();
    },
  };
}
