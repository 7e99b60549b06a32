import { setTimeout as sleep } from 'node:timers/promises';
import type { Sippy } from '@sippy/sdk';
import { figure } from '../figures.ts';
import { h2load, type SingleCalls } from '../h2load.ts';
import { percentiles } from '../latency.ts';
import type { Scenario } from '../scenario.ts';

const changeEveryMs = 100;
const lookEveryMs = 20;

/** The public menu while it changes all the time: readers must be served, and never with what is old. */
export const menuCold: Scenario = {
  name: 'menu-cold',
  about: 'the reads of `menu` while a price on it changes every 100 ms',
  async run(context) {
    const cafe = context.cafes.cafes[0];
    const productId = cafe?.lines[0]?.productId ?? '';
    const url = `${context.system.gatewayUrl}/api/v1/cafes/${cafe?.cafeId}/menu`;
    const reads: SingleCalls[] = [];
    const ages: number[] = [];
    const looks: number[] = [];
    let changes = 0;
    for (let n = 0; n < context.rounds; n++) {
      const running = new AbortController();
      const prices = keepChanging(context.cafes.owner, productId, running.signal);
      const watched = watch(url, productId, prices.changedAt, running.signal);
      try {
        reads.push(await h2load(url, context.seconds, context.system.pids));
      } finally {
        running.abort();
      }
      changes += await prices.done;
      const seen = await watched;
      ages.push(Math.max(...seen.agesMs) / 1000);
      looks.push(percentiles(seen.looksMs).p99);
    }
    const bare = await context.floors.call();
    const perSecond = changes / (context.rounds * (context.seconds + 1));
    return [
      figure(
        'menu reads during changes',
        '/s',
        reads.map((read) => read.perSecond),
        {
          target: { atLeast: 2000 },
          floor: { what: 'bare calls through the gateway', value: bare.perSecond },
        },
      ),
      figure('oldest menu that a reader got', 's', ages, { target: { atMost: 2 } }),
      figure('latency of another reader, p99', 'ms', looks),
      figure(
        'CPU of a read, all processes',
        'µs',
        reads.map((read) => read.cpuUs),
      ),
      figure('changes made', '/s', [perSecond]),
    ];
  },
};

/** Sets a price every 100 ms, each one minor unit above the last; `changedAt` says when each had been acknowledged. */
function keepChanging(owner: Sippy, productId: string, signal: AbortSignal) {
  const changedAt = new Map<number, number>();
  const work = async (): Promise<number> => {
    let { product } = await owner.catalog.getProduct({ productId });
    let next = performance.now();
    while (!signal.aborted && product) {
      const variants = product.variants.map((variant) => ({
        ...variant,
        price: { currencyCode: 'EUR', minor: (variant.price?.minor ?? 0n) + 1n },
      }));
      ({ product } = await owner.catalog.updateProduct({ productId, version: product.version, variants }));
      changedAt.set(priceOf(variants), performance.now());
      next += changeEveryMs;
      await sleep(Math.max(0, next - performance.now()));
    }
    return changedAt.size;
  };
  return { changedAt, done: work() };
}

/** Reads the menu as any guest does; the age of an answer is how long before the read the next price was acknowledged. */
async function watch(
  url: string,
  productId: string,
  changedAt: ReadonlyMap<number, number>,
  signal: AbortSignal,
): Promise<{ agesMs: number[]; looksMs: number[] }> {
  const agesMs: number[] = [0];
  const looksMs: number[] = [];
  while (!signal.aborted) {
    const asked = performance.now();
    const answer = (await (await fetch(url)).json()) as {
      menu: { products: { productId: string; variants: JsonVariant[] }[] };
    };
    looksMs.push(performance.now() - asked);
    const seen = priceOf(answer.menu.products.find((one) => one.productId === productId)?.variants ?? []);
    const replaced = changedAt.get(seen + 1);
    if (replaced !== undefined && replaced < asked) agesMs.push(asked - replaced);
    await sleep(lookEveryMs);
  }
  return { agesMs, looksMs };
}

interface JsonVariant {
  price?: { minor: string | bigint };
}

function priceOf(variants: readonly { price?: { minor: string | bigint } | undefined }[]): number {
  return Number(variants[0]?.price?.minor);
}
