/** Envoy's configuration is built as plain JSON; a few words for what repeats. */
import type { Address } from './options.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** A message that says its own type, given without the `type.googleapis.com/envoy.` that all share. */
export function typed(type: string, fields: JsonObject = {}): JsonObject {
  return { '@type': `type.googleapis.com/envoy.${type}`, ...fields };
}

/** A named extension with its configuration. */
export function extension(name: string, type: string, fields: JsonObject = {}): JsonObject {
  return { name: `envoy.${name}`, typed_config: typed(type, fields) };
}

/** An HTTP filter of Envoy; `type` is what follows `extensions.filters.http.`. */
export function filter(name: string, type: string, fields: JsonObject = {}): JsonObject {
  return extension(`filters.http.${name}`, `extensions.filters.http.${type}`, fields);
}

/** Settings of a filter for one route or virtual host. */
export function perRoute(name: string, type: string, fields: JsonObject = {}): JsonObject {
  return { [`envoy.filters.http.${name}`]: typed(`extensions.filters.http.${type}`, fields) };
}

/** Settings of a route that filters, by name, take no part in. */
export function switchedOff(names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.map((name) => [name, typed('config.route.v3.FilterConfig', { disabled: true })]),
  );
}

/** Envoy's form of an address. */
export function envoyAddress(address: Address): JsonObject {
  if (address.startsWith('unix:')) return { pipe: { path: address.slice('unix:'.length) } };
  const { host, port } = splitAddress(address);
  return { socket_address: { address: host, port_value: port } };
}

/** Host and port of an address that is no unix socket. Throws if it has no valid port. */
export function splitAddress(address: string): { host: string; port: number } {
  const at = address.lastIndexOf(':');
  const port = Number(address.slice(at + 1));
  if (at < 1 || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`${address} is not an address: expected host:port or unix:/path`);
  }
  return { host: address.slice(0, at).replace(/^\[|\]$/g, ''), port };
}

/** Sets a header, whatever was there. */
export function setHeader(key: string, value: string): JsonObject {
  return { header: { key, value }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' };
}

/** Adds a header unless it is there. */
export function defaultHeader(key: string, value: string): JsonObject {
  return { header: { key, value }, append_action: 'ADD_IF_ABSENT' };
}
