/** What Envoy tells about requests: spans and log lines. */
import { extension, type Json, type JsonObject } from './json.ts';
import type { GatewayOptions } from './options.ts';

/** Envoy's own spans, sampled by the caller's flag, or by ratio where there is none; `traceparent` passes through in any case. */
export function tracing({ otlpUrl, traceRatio = 0.01 }: GatewayOptions): JsonObject {
  if (!otlpUrl) return {};
  return {
    tracing: {
      // The sampler decides.
      random_sampling: { value: 100 },
      provider: extension('tracers.opentelemetry', 'config.trace.v3.OpenTelemetryConfig', {
        service_name: 'gateway',
        sampler: sampler(traceRatio),
        http_service: {
          http_uri: { uri: new URL('/v1/traces', otlpUrl).href, cluster: 'otlp', timeout: '5s' },
        },
      }),
    },
  };
}

function sampler(ratio: number): JsonObject {
  const make = (name: string, type: string, fields: JsonObject) =>
    extension(
      `tracers.opentelemetry.samplers.${name}`,
      `extensions.tracers.opentelemetry.samplers.v3.${type}`,
      fields,
    );
  const numerator = Math.round(ratio * 1_000_000);
  return make('parent_based', 'ParentBasedSamplerConfig', {
    wrapped_sampler: make('trace_id_ratio_based', 'TraceIdRatioBasedSamplerConfig', {
      sampling_percentage: { numerator, denominator: 'MILLION' },
    }),
  });
}

/** One JSON line a request, without query and tokens. */
export function accessLog({ accessLog = 'errors' }: GatewayOptions): Json[] {
  if (accessLog === 'none') return [];
  const serverErrors = {
    status_code_filter: {
      comparison: { op: 'GE', value: { default_value: 500, runtime_key: 'sippy.access_log.status' } },
    },
  };
  return [
    {
      ...extension('access_loggers.stdout', 'extensions.access_loggers.stream.v3.StdoutAccessLog', {
        log_format: {
          json_format: {
            time: '%START_TIME%',
            method: '%REQ(:method)%',
            path: '%PATH(NQ)%',
            status: '%RESPONSE_CODE%',
            grpcStatus: '%GRPC_STATUS%',
            details: '%RESPONSE_CODE_DETAILS%',
            flags: '%RESPONSE_FLAGS%',
            durationMs: '%DURATION%',
            bytesIn: '%BYTES_RECEIVED%',
            bytesOut: '%BYTES_SENT%',
            ip: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%',
            correlationId: '%REQ(x-correlation-id)%',
          },
        },
      }),
      ...(accessLog === 'errors' ? { filter: serverErrors } : {}),
    },
  ];
}
