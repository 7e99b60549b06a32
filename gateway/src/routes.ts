/** Which path leads where. An RPC that the contracts do not put on the EDGE has no route. */
import type { Rpc } from '@sippy/proto/contract';
import { cachedRoutes, cachedRpcs } from './cache.ts';
import { clusterOf } from './clusters.ts';
import { unneededForStreams } from './filters.ts';
import { accountHeaders, corsPolicy, pageHeaders } from './headers.ts';
import { type JsonObject, perRoute, switchedOff, typed } from './json.ts';
import { callerHeader } from './limits.ts';
import type { GatewayOptions } from './options.ts';
import type { Plan } from './plan.ts';

/** Paths that are never files. */
const apiPrefixes = ['/api/', '/sippy.', '/grpc.', '/.well-known/'];

/** `route_config` of the edge listener; kept answers go past the filters that they do not need. */
export function edgeRoutes(plan: Plan, unneededForKept: readonly string[]): JsonObject {
  const { options, rpcs } = plan;
  return {
    name: 'edge',
    // For the sake of `nothingAt`.
    validate_clusters: false,
    request_headers_to_remove: [callerHeader],
    virtual_hosts: [
      {
        name: 'edge',
        domains: ['*'],
        typed_per_filter_config: corsPolicy(options.origins ?? []),
        matcher: byPath(
          rpcs.map((rpc) => rpcRoute(plan, rpc)),
          [...cachedRoutes(rpcs, unneededForKept), ...apiPrefixes.map(nothingAt), ...fileRoutes(options)],
        ),
      },
    ],
  };
}

/** `route_config` of the inner listener, which transcodes for the cache. */
export function innerRoutes(plan: Plan): JsonObject {
  const cached = plan.rpcs.filter((rpc) => cachedRpcs.includes(rpc.path));
  const routes = cached.map((rpc) => rpcRoute(plan, rpc));
  return { name: 'inner', virtual_hosts: [{ name: 'inner', domains: ['*'], routes }] };
}

/** One look-up by exact path instead of a walk over all routes; `others` are tried in order. */
function byPath(exact: readonly JsonObject[], others: readonly JsonObject[]): JsonObject {
  const entries = exact.map((route) => [String(route.name), routeAction('Route', route)] as const);
  const path = byHeader(':path', entries, routeAction('RouteList', { routes: others }));
  // The questions of browsers before a foreign call: the filter for them answers, if there is a route.
  const asks = ['origin', 'access-control-request-method'].map((name) => ({ name, present_match: true }));
  const preflight = { name: 'preflight', match: { prefix: '/', headers: asks }, non_forwarding_action: {} };
  return byHeader(':method', [['OPTIONS', routeAction('Route', preflight)]], { matcher: path });
}

function byHeader(
  header: string,
  entries: readonly (readonly [string, JsonObject])[],
  otherwise: JsonObject,
): JsonObject {
  const input = typed('type.matcher.v3.HttpRequestHeaderMatchInput', { header_name: header });
  return {
    matcher_tree: {
      input: { name: header, typed_config: input },
      exact_match_map: { map: Object.fromEntries(entries) },
    },
    on_no_match: otherwise,
  };
}

function routeAction(type: 'Route' | 'RouteList', fields: JsonObject): JsonObject {
  return { action: { name: 'route', typed_config: typed(`config.route.v3.${type}`, fields) } };
}

/** Route of one RPC, for native gRPC, grpc-web and what the transcoder makes of REST. */
function rpcRoute({ options, limits }: Plan, rpc: Rpc): JsonObject {
  const isStream = rpc.method.methodKind !== 'unary';
  return {
    name: rpc.path,
    match: {
      path: rpc.path,
      headers: [
        { name: ':method', string_match: { exact: 'POST' } },
        { name: 'content-type', string_match: { prefix: 'application/grpc' } },
      ],
    },
    route: {
      cluster: clusterOf(options, rpc),
      timeout: '0s',
      // The caller's grpc-timeout counts; what is named here holds where there is none. The gateway gives up a
      // little earlier than the service, whose giving up would look like a broken connection.
      max_stream_duration: {
        grpc_timeout_header_max: isStream ? '0s' : `${limits.maxCallSeconds}s`,
        grpc_timeout_header_offset: '0.010s',
        ...(isStream ? {} : { max_stream_duration: `${limits.callSeconds}s` }),
      },
      ...(isStream ? { idle_timeout: `${limits.streamIdleSeconds}s` } : {}),
      // Only what has certainly not reached a handler is sent again. A stream's client opens another by itself, and its
      // request would be kept for as long as the stream lasts.
      ...(isStream ? {} : { retry_policy: { retry_on: 'connect-failure,refused-stream', num_retries: 2 } }),
    },
    ...(isStream ? { typed_per_filter_config: switchedOff(unneededForStreams) } : {}),
  };
}

/** A 404 that foreign pages may read; a direct response would not let them. There is no such cluster. */
function nothingAt(prefix: string): JsonObject {
  const route = { cluster: 'nowhere', cluster_not_found_response_code: 'NOT_FOUND' };
  return { name: `nothing at ${prefix}`, match: { prefix }, route };
}

/** Everything else that a browser asks for is a file. */
function fileRoutes({ staticFiles }: GatewayOptions): JsonObject[] {
  if (!staticFiles) return [];
  return [filesUnder('/account/', accountHeaders), filesUnder('/', pageHeaders)];
}

function filesUnder(prefix: string, headers: readonly JsonObject[]): JsonObject {
  return {
    name: `files under ${prefix}`,
    match: {
      prefix,
      headers: [{ name: ':method', string_match: { safe_regex: { regex: 'GET|HEAD' } } }],
    },
    route: { cluster: 'files', timeout: '30s' },
    response_headers_to_add: headers,
    typed_per_filter_config: perRoute('jwt_authn', 'jwt_authn.v3.PerRouteConfig', { disabled: true }),
  };
}
