/** Rate limits, counted in Envoy itself. */
import type { Rpc } from '@sippy/proto/contract';
import { type JsonObject, typed } from './json.ts';
import type { GatewayLimits, Rate } from './options.ts';

/** Header that carries the verified caller's id from the token filter to the limits; never believed from outside. */
export const callerHeader = 'x-sippy-caller';

/** Limits every request by the address it came from. */
export function limitPerIp(limits: GatewayLimits): JsonObject {
  return localRateLimit('per_ip', limits, {
    rate_limits: [{ actions: [{ remote_address: {} }] }],
    descriptors: [{ entries: [{ key: 'remote_address' }], token_bucket: bucket(limits.perIp) }],
  });
}

/**
 * Limits API calls by verified caller, and RPCs with a limit of their own by caller, or by address
 * where the caller is not known. Stands behind the transcoder, where every call has its RPC's path.
 */
export function limitPerCaller(limits: GatewayLimits, rpcs: readonly Rpc[]): JsonObject {
  const caller = { request_headers: { header_name: callerHeader, descriptor_key: 'caller' } };
  const path = { request_headers: { header_name: ':path', descriptor_key: 'path' } };
  const unknownCaller = {
    header_value_match: {
      descriptor_key: 'unknown',
      descriptor_value: 'caller',
      expect_match: false,
      headers: [{ name: callerHeader, present_match: true }],
    },
  };
  const limited = rpcs.filter((rpc) => rpc.perMinute > 0);
  return localRateLimit('per_caller', limits, {
    rate_limits: [
      { actions: [caller] },
      { actions: [path, caller] },
      { actions: [path, unknownCaller, { remote_address: {} }] },
    ],
    descriptors: [
      ...limited.flatMap((rpc) => [
        {
          entries: [{ key: 'path', value: rpc.path }, { key: 'caller' }],
          token_bucket: perMinute(rpc.perMinute * limits.perMinuteFactor),
        },
        {
          entries: [
            { key: 'path', value: rpc.path },
            { key: 'unknown', value: 'caller' },
            { key: 'remote_address' },
          ],
          token_bucket: perMinute(rpc.perMinute * limits.perMinuteFactor),
        },
      ]),
      { entries: [{ key: 'caller' }], token_bucket: bucket(limits.perCaller) },
    ],
  });
}

function localRateLimit(name: string, limits: GatewayLimits, fields: JsonObject): JsonObject {
  const always = { default_value: { numerator: 100, denominator: 'HUNDRED' } };
  return {
    name: `envoy.filters.http.local_ratelimit.${name}`,
    typed_config: typed('extensions.filters.http.local_ratelimit.v3.LocalRateLimit', {
      stat_prefix: name,
      filter_enabled: { ...always, runtime_key: `sippy.limit.${name}.enabled` },
      filter_enforced: { ...always, runtime_key: `sippy.limit.${name}.enforced` },
      // Only what no descriptor names would draw from this bucket.
      token_bucket: { max_tokens: 1_000_000, tokens_per_fill: 1_000_000, fill_interval: '1s' },
      always_consume_default_token_bucket: false,
      max_dynamic_descriptors: limits.rememberedCallers,
      enable_retry_after_header: true,
      rate_limited_as_resource_exhausted: true,
      ...fields,
    }),
  };
}

function bucket({ perSecond, burst }: Rate): JsonObject {
  return perSecond >= 1
    ? { max_tokens: burst, tokens_per_fill: perSecond, fill_interval: '1s' }
    : { max_tokens: burst, tokens_per_fill: 1, fill_interval: `${Math.round(1 / perSecond)}s` };
}

function perMinute(calls: number): JsonObject {
  return { max_tokens: calls, tokens_per_fill: calls, fill_interval: '60s' };
}
