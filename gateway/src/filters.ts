/** The HTTP filters of the gateway's listeners, in the order that requests pass them. */
import { cacheFilters, keepableAnswers } from './cache.ts';
import { serviceClusters } from './clusters.ts';
import { headerFilter } from './headers.ts';
import { extension, filter, type JsonObject, typed } from './json.ts';
import { callerHeader, limitPerCaller, limitPerIp } from './limits.ts';
import type { GatewayLimits } from './options.ts';
import type { Plan } from './plan.ts';

/** The last filter of every listener. */
export const router: JsonObject = filter('router', 'router.v3.Router', { suppress_envoy_headers: true });

/** The order matters: cheap refusals first, then what makes a call of the request, then what counts calls. */
export function edgeFilters(plan: Plan): JsonObject[] {
  const { options, limits, rpcs } = plan;
  return [
    headerFilter(options),
    healthFilter('/healthz', []),
    healthFilter('/readyz', serviceClusters(options, rpcs)),
    filter('cors', 'cors.v3.Cors'),
    filter('grpc_web', 'grpc_web.v3.GrpcWeb'),
    limitPerIp(limits),
    bodyLimit(limits),
    ...(options.jwksFile ? [tokenFilter(options.jwksFile)] : []),
    compressor(),
    ...cacheFilters(),
    transcoder(plan),
    limitPerCaller(limits, rpcs),
    router,
  ];
}

/** Names of the edge's filters that an answer from the cache can do without. */
export function unneededForKept(filters: readonly JsonObject[]): string[] {
  const needed = [
    'header_mutation',
    'cors',
    'local_ratelimit.per_ip',
    'body_size_limit',
    'lua',
    'cache',
    'router',
  ].map((n) => `envoy.filters.http.${n}`);
  return filters.map(({ name }) => String(name)).filter((name) => !needed.includes(name));
}

/** Filters that a stream over gRPC or grpc-web can do without: each would hold memory for as long as it lasts. */
export const unneededForStreams: readonly string[] = [
  'envoy.filters.http.compressor',
  'envoy.filters.http.grpc_json_transcoder',
];

/** Transcodes what the cache asks for, and makes the answer fit to be kept. */
export function innerFilters(plan: Plan): JsonObject[] {
  return [...keepableAnswers(compressor()), transcoder(plan), router];
}

/** Answers by itself: 200, or 503 while draining or while one of these clusters is not healthy. */
function healthFilter(path: string, clusters: readonly string[]): JsonObject {
  return {
    name: `envoy.filters.http.health_check.${path.slice(1)}`,
    typed_config: typed('extensions.filters.http.health_check.v3.HealthCheck', {
      pass_through_mode: false,
      headers: [{ name: ':path', string_match: { exact: path } }],
      cluster_min_healthy_percentages: Object.fromEntries(clusters.map((name) => [name, { value: 1 }])),
    }),
  };
}

/**
 * Refuses a body by what it declares, or as soon as more has come: a message of `bodyBytes` has at most so many when
 * grpc-web sends it as base64. The transcoder's own limit does not count what its parser is still waiting to understand.
 */
function bodyLimit({ bodyBytes }: GatewayLimits): JsonObject {
  return filter('body_size_limit', 'body_size_limit.v3.BodySizeLimit', {
    max_request_bytes: Math.ceil((bodyBytes * 4) / 3) + 1024,
  });
}

/** Verifies the access token for the limits' sake; whoever has none, or a bad one, is a guest to them. */
function tokenFilter(jwksFile: string): JsonObject {
  return filter('jwt_authn', 'jwt_authn.v3.JwtAuthentication', {
    bypass_cors_preflight: true,
    providers: {
      sippy: {
        issuer: 'sippy',
        audiences: ['sippy'],
        local_jwks: { filename: jwksFile },
        forward: true,
        from_headers: [{ name: 'authorization', value_prefix: 'Bearer ' }],
        claim_to_headers: [{ header_name: callerHeader, claim_name: 'sub' }],
        clock_skew_seconds: 5,
        jwt_cache_config: { jwt_cache_size: 10_000, jwt_max_token_size: 16 * 1024 },
      },
    },
    rules: [
      {
        match: { prefix: '/' },
        requires: {
          requires_any: { requirements: [{ provider_name: 'sippy' }, { allow_missing_or_failed: {} }] },
        },
      },
    ],
  });
}

// Never an event stream: compressing would hold its events back.
const compressible = ['application/json', 'text/html', 'text/css', 'text/javascript'];

/** JSON of some size shrinks to a tenth; a client that was built brings its files compressed. */
function compressor(): JsonObject {
  return filter('compressor', 'compressor.v3.Compressor', {
    response_direction_config: {
      common_config: {
        min_content_length: 1024,
        content_type_matcher: compressible.map((prefix) => ({ prefix })),
      },
      weaken_etag_on_compress: true,
    },
    compressor_library: extension(
      'compression.gzip.compressor',
      'extensions.compression.gzip.compressor.v3.Gzip',
      {
        compression_level: 'BEST_SPEED',
        chunk_size: 16 * 1024,
      },
    ),
  });
}

/** REST to gRPC and back, by the contracts. */
function transcoder({ limits, rpcs, descriptors }: Plan): JsonObject {
  return filter('grpc_json_transcoder', 'grpc_json_transcoder.v3.GrpcJsonTranscoder', {
    proto_descriptor: descriptors,
    services: [...new Set(rpcs.map((rpc) => rpc.service.typeName))],
    convert_grpc_status: true,
    query_param_unescape_plus: true,
    max_request_body_size: limits.bodyBytes,
    request_validation_options: {
      reject_unknown_query_parameters: true,
      reject_binding_body_field_collisions: true,
    },
    print_options: { always_print_primitive_fields: true, stream_sse_style_delimited: true },
  });
}
