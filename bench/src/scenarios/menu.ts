import { CatalogServiceDefinition, GetMenuRequest } from '@sippy/proto/catalog/v1/catalog_service';
import { figure } from '../figures.ts';
import { openCaller, rpc } from '../grpc-web-caller.ts';
import { h2load, type SingleCalls } from '../h2load.ts';
import { percentiles } from '../latency.ts';
import { runLoad } from '../run-load.ts';
import type { BenchContext, Figure, Scenario } from '../scenario.ts';

const getMenu = rpc(CatalogServiceDefinition.fullName, CatalogServiceDefinition.methods.getMenu);

/** The public menu as JSON from the gateway's cache (h2load), and over grpc-web. */
export const menu: Scenario = {
  name: 'menu',
  about:
    'public menu of 60 products × 3 sizes with modifiers: JSON from the gateway’s cache (gzip, as browsers ask), and over grpc-web',
  async run(context) {
    const cafeId = context.cafes.cafes[0]?.cafeId ?? '';
    return [...(await cached(context, cafeId)), ...(await overGrpcWeb(context, cafeId))];
  },
};

async function cached({ system, rounds, seconds, floors }: BenchContext, cafeId: string): Promise<Figure[]> {
  const url = `${system.gatewayUrl}/api/v1/cafes/${cafeId}/menu`;
  await fetch(url);
  const reads: SingleCalls[] = [];
  for (let n = 0; n < rounds; n++) reads.push(await h2load(url, seconds, system.pids));
  const bare = await floors.call();
  return [
    figure(
      'cached menu reads',
      '/s',
      reads.map(({ perSecond }) => perSecond),
      {
        target: { atLeast: 25_000 },
        floor: { what: 'bare calls through the gateway', value: bare.perSecond },
      },
    ),
    figure(
      'CPU of a cached read, all processes',
      'µs',
      reads.map(({ cpuUs }) => cpuUs),
      {
        target: { atMost: 40 },
        floor: { what: 'a bare call, gateway and handler', value: bare.gatewayUs + bare.handlerUs },
      },
    ),
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
    const bare = await context.floors.call();
    return [
      figure('menu reads (grpc-web)', '/s', rates, {
        floor: { what: 'bare calls through the gateway', value: bare.perSecond },
      }),
      figure('latency of a menu read (grpc-web) at full load, p99', 'ms', p99, {
        floor: { what: 'a bare call at full load', value: bare.p99Ms },
      }),
    ];
  } finally {
    caller.close();
  }
}
