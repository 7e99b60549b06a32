/** The edge, which the world sees; the inner listener, which transcodes for the cache; and metrics. */
import { adminAddress, innerAddress } from './clusters.ts';
import { localReplies } from './errors.ts';
import { edgeFilters, innerFilters, router, unneededForKept } from './filters.ts';
import { envoyAddress, extension, type JsonObject } from './json.ts';
import type { GatewayLimits, GatewayOptions } from './options.ts';
import type { Plan } from './plan.ts';
import { edgeRoutes, innerRoutes } from './routes.ts';
import { accessLog, tracing } from './telemetry.ts';

/** How long a connection may be idle, in seconds. */
const idleSeconds = 300;

/** The listener that clients connect to: HTTP/1.1 and HTTP/2, with prior knowledge where there is no TLS. */
export function edgeListener(plan: Plan): JsonObject {
  const { options, limits } = plan;
  const filters = edgeFilters(plan);
  return {
    name: 'edge',
    address: envoyAddress(`${options.listen.host}:${options.listen.port}`),
    per_connection_buffer_limit_bytes: Math.max(32 * 1024, limits.bodyBytes),
    ...withSilentKeptOut(),
    filter_chains: [
      {
        ...(options.tls ? { transport_socket: tlsSocket(options.tls) } : {}),
        filters: [
          connectionManager('edge', limits, {
            use_remote_address: true,
            xff_num_trusted_hops: options.trustedHops ?? 0,
            // Nobody is inside: whoever connects may not set Envoy's own headers, this machine included.
            internal_address_config: { cidr_ranges: [{ address_prefix: '255.255.255.255', prefix_len: 32 }] },
            always_set_request_id_in_response: true,
            ...tracing(options),
            access_log: accessLog(options),
            route_config: edgeRoutes(plan, unneededForKept(filters)),
            http_filters: filters,
          }),
        ],
      },
    ],
  };
}

/**
 * Who connects and says nothing stays with the kernel (TCP_DEFER_ACCEPT), where he costs a few hundred bytes instead of 7.5 KiB
 * in Envoy; he is let in with his first byte, or after so long that Envoy would have let go of him too. On Linux only.
 */
function withSilentKeptOut(): JsonObject {
  if (process.platform !== 'linux') return {};
  const [tcp, deferAccept] = [6, 9];
  return {
    socket_options: [{ level: tcp, name: deferAccept, int_value: idleSeconds, state: 'STATE_LISTENING' }],
  };
}

/** What the cache asks: it goes past the filters behind itself, so the transcoder needs a listener of its own. */
export function innerListener(plan: Plan): JsonObject {
  const { options, limits } = plan;
  return {
    name: 'inner',
    address: envoyAddress(innerAddress(options)),
    filter_chains: [
      {
        filters: [
          connectionManager('inner', limits, {
            use_remote_address: false,
            skip_xff_append: true,
            generate_request_id: false,
            route_config: innerRoutes(plan),
            http_filters: innerFilters(plan),
          }),
        ],
      },
    ],
  };
}

/** Prometheus metrics on loopback, and nothing else of the admin interface. */
export function metricsListener({ options, limits }: Plan): JsonObject[] {
  if (!options.metricsPort) return [];
  const route = { cluster: 'admin', prefix_rewrite: '/stats/prometheus' };
  return [
    {
      name: 'metrics',
      address: envoyAddress(`127.0.0.1:${options.metricsPort}`),
      filter_chains: [
        {
          filters: [
            connectionManager('metrics', limits, {
              route_config: {
                virtual_hosts: [
                  { name: 'metrics', domains: ['*'], routes: [{ match: { path: '/metrics' }, route }] },
                ],
              },
              http_filters: [router],
            }),
          ],
        },
      ],
    },
  ];
}

export function admin(options: GatewayOptions): JsonObject {
  return { address: envoyAddress(adminAddress(options)) };
}

function connectionManager(name: string, limits: GatewayLimits, fields: JsonObject): JsonObject {
  return extension(
    'filters.network.http_connection_manager',
    'extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    {
      stat_prefix: name,
      codec_type: 'AUTO',
      server_name: 'sippy',
      normalize_path: true,
      merge_slashes: true,
      path_with_escaped_slashes_action: 'REJECT_REQUEST',
      max_request_headers_kb: limits.headersKb,
      common_http_protocol_options: {
        idle_timeout: `${idleSeconds}s`,
        max_headers_count: limits.headersCount,
        headers_with_underscores_action: 'REJECT_REQUEST',
      },
      http2_protocol_options: {
        max_concurrent_streams: limits.streamsPerConnection,
        initial_stream_window_size: 64 * 1024,
        initial_connection_window_size: 1024 * 1024,
      },
      stream_idle_timeout: `${limits.streamIdleSeconds}s`,
      request_headers_timeout: '10s',
      request_timeout: '30s',
      local_reply_config: localReplies(),
      ...fields,
    },
  );
}

function tlsSocket({ certificateFile, keyFile }: { certificateFile: string; keyFile: string }): JsonObject {
  return extension('transport_sockets.tls', 'extensions.transport_sockets.tls.v3.DownstreamTlsContext', {
    common_tls_context: {
      alpn_protocols: ['h2', 'http/1.1'],
      tls_params: { tls_minimum_protocol_version: 'TLSv1_2' },
      tls_certificates: [
        { certificate_chain: { filename: certificateFile }, private_key: { filename: keyFile } },
      ],
    },
  });
}
