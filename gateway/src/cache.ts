/** The public menu, kept by the gateway for as long as its `cache-control` allows. */
import type { Rpc } from '@sippy/proto/contract';
import { filter, type JsonObject, switchedOff, typed } from './json.ts';

/** RPCs whose answers are kept. They must be public reads, and all of their request must be in the path. */
export const cachedRpcs: readonly string[] = ['/sippy.catalog.v1.CatalogService/GetMenu'];

/**
 * The cache's key is host and path, and it has no bound, so nothing that a caller can make up may get into
 * either: the host says whether gzip is understood, and no more. Who asks makes no difference, but the cache
 * would not answer a request with a token. (Envoy 1.40 crashes on a kept answer with
 * `vary`, so that header is added last.)
 */
const plainScript = `
function envoy_on_request(request)
  local headers = request:headers()
  local path = headers:get(":path")
  local query = path:find("?", 1, true)
  if query then headers:replace(":path", path:sub(1, query - 1)) end
  local encodings = headers:get("accept-encoding")
  local gzip = encodings and encodings:find("gzip", 1, true)
  headers:replace(":authority", gzip and "gzip.cached" or "plain.cached")
  headers:remove("authorization")
end

function envoy_on_response(response)
  local headers = response:headers()
  headers:add("vary", "accept-encoding")
  headers:remove("x-envoy-upstream-service-time")
end`;

/** The cache does not answer `if-none-match`, so that is kept from it and answered here. */
const conditionalScript = `${plainScript}

local key_request = envoy_on_request

function envoy_on_request(request)
  key_request(request)
  local headers = request:headers()
  request:streamInfo():dynamicMetadata():set("sippy.cache", "known", headers:get("if-none-match"))
  headers:remove("if-none-match")
end

function envoy_on_response(response)
  local headers = response:headers()
  headers:add("vary", "accept-encoding")
  headers:remove("x-envoy-upstream-service-time")
  local etag = headers:get("etag")
  if not etag or headers:get(":status") ~= "200" then return end
  local known = response:streamInfo():dynamicMetadata():get("sippy.cache")["known"]
  if known == "*" or known:find(etag:gsub("^W/", ""), 1, true) then
    headers:replace(":status", "304")
    headers:remove("content-type")
    headers:remove("content-encoding")
    response:body():setBytes("")
    response:headers():remove("content-length")
  end
end`;

/** The cache and what prepares requests for it, both off but on the routes that switch them on. */
export function cacheFilters(): JsonObject[] {
  return [
    filter('lua', 'lua.v3.Lua', {
      source_codes: {
        plain: { inline_string: plainScript },
        conditional: { inline_string: conditionalScript },
      },
      clear_route_cache: false,
    }),
    filter('cache', 'cache.v3.CacheConfig', {
      typed_config: typed('extensions.http.cache.simple_http_cache.v3.SimpleHttpCacheConfig'),
      ignore_request_cache_control_header: true,
    }),
  ].map((each) => ({ ...each, disabled: true }));
}

/**
 * Filters of the inner listener that make an answer fit to be kept: compressed, and without headers that only gRPC needs
 * or that belong to the call which fetched it.
 */
export function keepableAnswers(compressor: JsonObject): JsonObject[] {
  const unwanted = [
    'vary',
    'x-correlation-id',
    'grpc-status',
    'grpc-message',
    'grpc-encoding',
    'grpc-accept-encoding',
  ];
  const mutations = { response_mutations: unwanted.map((remove) => ({ remove })) };
  return [filter('header_mutation', 'header_mutation.v3.HeaderMutation', { mutations }), compressor];
}

/**
 * Exact REST paths of the cached RPCs, as GET, to the cache and from there to the inner listener.
 * `others` are the filters that a kept answer can do without.
 */
export function cachedRoutes(rpcs: readonly Rpc[], others: readonly string[]): JsonObject[] {
  const rules = rpcs.filter((rpc) => cachedRpcs.includes(rpc.path)).flatMap((rpc) => rpc.http);
  return rules.flatMap(({ path }) =>
    (['conditional', 'plain'] as const).map((script) => ({
      name: `cached ${path} ${script}`,
      match: {
        safe_regex: { regex: path.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[0-9a-f-]+') },
        headers: [
          { name: ':method', string_match: { exact: 'GET' } },
          ...(script === 'conditional' ? [{ name: 'if-none-match', present_match: true }] : []),
        ],
      },
      route: { cluster: 'inner', timeout: '5s' },
      typed_per_filter_config: {
        ...switchedOff(others),
        'envoy.filters.http.lua': typed('extensions.filters.http.lua.v3.LuaPerRoute', { name: script }),
        'envoy.filters.http.cache': typed('config.route.v3.FilterConfig', { config: {} }),
      },
    })),
  );
}
