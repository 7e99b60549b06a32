/** What lies behind the gateway. */
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Rpc } from '@sippy/proto/contract';
import { envoyAddress, type JsonObject, splitAddress, typed } from './json.ts';
import type { Address, GatewayOptions } from './options.ts';

/** Socket of the inner listener. */
export function innerAddress({ sockets }: GatewayOptions): Address {
  return `unix:${join(sockets, 'gateway-inner.sock')}`;
}

/** Socket of Envoy's admin interface. */
export function adminAddress({ sockets }: GatewayOptions): Address {
  return `unix:${join(sockets, 'gateway-admin.sock')}`;
}

/** Cluster that serves an RPC: one for each address, named after the first service there. */
export function clusterOf(options: GatewayOptions, rpc: Rpc): string {
  const address = addressOf(options, serviceName(rpc));
  if (address === options.host) return 'host';
  const names = Object.keys(options.services ?? {}).sort();
  return names.find((name) => addressOf(options, name) === address) ?? 'host';
}

function addressOf({ host, services }: GatewayOptions, name: string): Address {
  return services?.[name] ?? host;
}

/** Clusters that serve RPCs; the gateway is ready when all of them are healthy. */
export function serviceClusters(options: GatewayOptions, rpcs: readonly Rpc[]): string[] {
  return [...new Set(rpcs.map((rpc) => clusterOf(options, rpc)))];
}

/** `sippy.order.v1.OrderService` → `order`. */
function serviceName(rpc: Rpc): string {
  return rpc.service.typeName.split('.')[1] ?? '';
}

export function clusters(options: GatewayOptions, rpcs: readonly Rpc[]): JsonObject[] {
  const services = serviceClusters(options, rpcs).map((name) => ({
    ...cluster(name, addressOf(options, name), 'http2'),
    health_checks: [
      {
        timeout: '1s',
        interval: '2s',
        no_traffic_interval: '2s',
        // Until the first success it is asked often, so that a start takes no longer than it must.
        unhealthy_interval: '0.5s',
        no_traffic_healthy_interval: '2s',
        unhealthy_threshold: 2,
        healthy_threshold: 1,
        grpc_health_check: {},
      },
    ],
  }));
  const { staticFiles, otlpUrl, metricsPort } = options;
  return [
    ...services,
    // Over HTTP/1.1, which carries no trailers: Envoy 1.40's cache crashes under load when an answer has them.
    cluster('inner', innerAddress(options), 'http1'),
    ...(staticFiles ? [cluster('files', staticFiles, 'http1')] : []),
    ...(metricsPort ? [cluster('admin', adminAddress(options), 'http1')] : []),
    ...(otlpUrl ? [cluster('otlp', otlpAddress(otlpUrl), 'http1')] : []),
  ];
}

/** Host and port of a collector's URL. */
function otlpAddress(url: string): Address {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${Number(port) || (protocol === 'https:' ? 443 : 80)}`;
}

function cluster(name: string, address: Address, protocol: 'http1' | 'http2'): JsonObject {
  const isStatic = address.startsWith('unix:') || isIP(splitAddress(address).host) !== 0;
  const http2 = {
    initial_stream_window_size: 1024 * 1024,
    initial_connection_window_size: 16 * 1024 * 1024,
    connection_keepalive: { interval: '30s', timeout: '5s' },
  };
  return {
    name,
    type: isStatic ? 'STATIC' : 'STRICT_DNS',
    connect_timeout: '1s',
    lb_policy: 'LEAST_REQUEST',
    per_connection_buffer_limit_bytes: 1024 * 1024,
    circuit_breakers: {
      thresholds: [
        { max_connections: 1024, max_pending_requests: 4096, max_requests: 50_000, max_retries: 16 },
      ],
    },
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [{ endpoint: { address: envoyAddress(address) } }] }],
    },
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': typed(
        'extensions.upstreams.http.v3.HttpProtocolOptions',
        {
          explicit_http_config:
            protocol === 'http2' ? { http2_protocol_options: http2 } : { http_protocol_options: {} },
        },
      ),
    },
  };
}
