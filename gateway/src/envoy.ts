/** Envoy's whole configuration, made from the contracts and a few options. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { descriptorsFile, readContracts } from '@sippy/proto/contract';
import { clusters } from './clusters.ts';
import { edgeDescriptors } from './edge-descriptors.ts';
import { extension, type JsonObject } from './json.ts';
import { admin, edgeListener, innerListener, metricsListener } from './listeners.ts';
import { defaultLimits, type GatewayLimits, type GatewayOptions, logArguments } from './options.ts';
import type { Plan } from './plan.ts';

/** Writes `envoy.json` and the edge's descriptor set into the options' folder; returns the config's path. */
export function writeConfig(options: GatewayOptions): string {
  const bytes = readFileSync(descriptorsFile);
  const contracts = readContracts(bytes);
  const limits = { ...defaultLimits, ...options.limits };
  const rpcs = contracts.rpcs.filter((rpc) => rpc.exposure === 'EDGE');
  const descriptors = join(options.folder, 'edge.binpb');
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  mkdirSync(options.sockets, { recursive: true, mode: 0o700 });
  writeFileSync(descriptors, edgeDescriptors(bytes, contracts));
  const file = join(options.folder, 'envoy.json');
  writeFileSync(file, `${JSON.stringify(envoyConfig({ options, limits, rpcs, descriptors }), null, 1)}\n`);
  return file;
}

/**
 * Arguments to start Envoy with what `writeConfig` wrote into `folder`. `concurrency` is its number of worker
 * threads, one a core if not set.
 */
export function envoyArguments(folder: string, concurrency?: number): string[] {
  const workers = concurrency ? ['--concurrency', String(concurrency)] : [];
  // Without hot restart there is no shared memory, so any number of gateways can run on a machine.
  const flush = ['--file-flush-interval-msec', '1000'];
  return ['-c', join(folder, 'envoy.json'), '--disable-hot-restart', ...logArguments, ...flush, ...workers];
}

/** The configuration itself, as Envoy's `Bootstrap` in JSON. */
export function envoyConfig(plan: Plan): JsonObject {
  return {
    node: { id: 'gateway', cluster: 'sippy' },
    admin: admin(plan.options),
    static_resources: {
      listeners: [edgeListener(plan), innerListener(plan), ...metricsListener(plan)],
      clusters: clusters(plan.options, plan.rpcs),
    },
    overload_manager: overloadManager(plan.limits),
    // What a crowd has taken goes back to the operating system once the crowd has gone.
    memory_allocator_manager: { bytes_to_release: 32 * 1024 * 1024, memory_release_interval: '2s' },
  };
}

/** Short of memory, the gateway gives some back, then lets go of idle clients, then refuses. */
function overloadManager({ heapMb, connections }: GatewayLimits): JsonObject {
  const heap = (value: number) => [{ name: 'envoy.resource_monitors.fixed_heap', threshold: { value } }];
  return {
    refresh_interval: '0.25s',
    resource_monitors: [
      extension(
        'resource_monitors.fixed_heap',
        'extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig',
        { max_heap_size_bytes: heapMb * 1024 * 1024 },
      ),
      extension(
        'resource_monitors.global_downstream_max_connections',
        'extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig',
        { max_active_downstream_connections: connections },
      ),
    ],
    actions: [
      { name: 'envoy.overload_actions.shrink_heap', triggers: heap(0.85) },
      { name: 'envoy.overload_actions.disable_http_keepalive', triggers: heap(0.9) },
      { name: 'envoy.overload_actions.stop_accepting_connections', triggers: heap(0.95) },
      { name: 'envoy.overload_actions.stop_accepting_requests', triggers: heap(0.98) },
    ],
  };
}
