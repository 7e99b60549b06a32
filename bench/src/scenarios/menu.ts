import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CatalogServiceDefinition, GetMenuRequest } from '@sippy/proto/catalog/v1/catalog_service';
import { openCaller, rpc } from '../grpc-web-caller.ts';
import { percentiles, spread } from '../latency.ts';
import { usageOf } from '../process-cpu.ts';
import { runLoad } from '../run-load.ts';
import type { BenchContext, Figure, Scenario } from '../scenario.ts';

const run = promisify(execFile);
const getMenu = rpc(CatalogServiceDefinition.fullName, CatalogServiceDefinition.methods.getMenu);

/** The public menu as JSON from the gateway's cache (h2load), and over grpc-web. */
export const menu: Scenario = {
  name: 'menu',
  about: 'public menu of 60 products × 3 sizes: JSON from the gateway’s cache, and over grpc-web',
  async run(context) {
    const cafeId = context.cafes.cafes[0]?.cafeId ?? '';
    return [...(await cached(context, cafeId)), ...(await overGrpcWeb(context, cafeId))];
  },
};

async function cached(context: BenchContext, cafeId: string): Promise<Figure[]> {
  const url = `${context.system.gatewayUrl}/api/v1/cafes/${cafeId}/menu`;
  await fetch(url);
  const perSecond: number[] = [];
  const cpuUs: number[] = [];
  for (let n = 0; n < context.rounds; n++) {
    const before = usageOf(context.system.pids);
    const { stdout } = await run('h2load', [
      '-c',
      '8',
      '-m',
      '16',
      '-D',
      String(context.seconds),
      '--warm-up-time',
      '1',
      '-H',
      'accept-encoding: gzip',
      url,
    ]);
    const after = usageOf(context.system.pids);
    const done = Number(/, (\d+) succeeded/.exec(stdout)?.[1] ?? 0);
    if (!(done > 0)) throw new Error(`h2load got no answer:\n${stdout}`);
    perSecond.push(Number(/([\d.]+) req\/s/.exec(stdout)?.[1] ?? Number.NaN));
    // The warm-up is one more second of load that is not counted.
    const all = (done * (context.seconds + 1)) / context.seconds;
    cpuUs.push(((cpuOf(after) - cpuOf(before)) * 1e6) / all);
  }
  return [
    { what: 'cached menu reads (JSON, gzip as browsers ask)', unit: '/s', ...spread(perSecond) },
    { what: 'CPU of a cached read, all processes', unit: 'µs', ...spread(cpuUs) },
  ];
}

async function overGrpcWeb(context: BenchContext, cafeId: string): Promise<Figure[]> {
  const caller = openCaller(context.system.gatewayUrl, 4);
  try {
    const rates: number[] = [];
    const p99: number[] = [];
    for (let n = 0; n < context.rounds; n++) {
      const load = await runLoad(64, context.seconds, async () => {
        await caller.call(getMenu, GetMenuRequest.fromPartial({ cafeId }));
      });
      rates.push(load.done / load.seconds);
      p99.push(percentiles(load.durationsMs).p99);
    }
    return [
      { what: 'menu reads (grpc-web)', unit: '/s', ...spread(rates) },
      { what: 'latency of a menu read (grpc-web) at full load, p99', unit: 'ms', ...spread(p99) },
    ];
  } finally {
    caller.close();
  }
}

function cpuOf(usage: Record<string, { cpuSeconds: number }>): number {
  return Object.values(usage).reduce((total, { cpuSeconds }) => total + cpuSeconds, 0);
}
