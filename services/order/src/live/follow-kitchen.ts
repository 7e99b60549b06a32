import { setTimeout as sleep } from 'node:timers/promises';
import type { Call } from '@sippy/kit/call';
import { Refusal } from '@sippy/kit/refusal';
import type { WatchTicketsResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenSubscription } from '@sippy/proto/order/v1/order_service';
import type { Kitchens } from '../peers/kitchens.ts';

/** Pause before a kitchen that was lost is asked again, on average. */
const RETRY_MS = 1000;
/** What says that the kitchen is away for a while, not that the question is wrong. */
const PASSING = ['UNAVAILABLE', 'RESOURCE_EXHAUSTED', 'DEADLINE_EXCEEDED', 'CANCELLED', 'ABORTED'];

/** Follows a kitchen on behalf of a call until the signal says so, over losses and the kitchen's own ends of its stream. */
export async function* followKitchen(
  ctx: { kitchens: Pick<Kitchens, 'watch'> },
  { cafeId, stationIds, afterSequence }: KitchenSubscription,
  { correlationId, traceparent, actor }: Call,
  signal: AbortSignal,
): AsyncGenerator<WatchTicketsResponse> {
  const on = { correlationId, traceparent, actor, signal };
  let seen = afterSequence;
  while (!signal.aborted) {
    try {
      for await (const message of ctx.kitchens.watch({ cafeId, stationIds, afterSequence: seen }, on)) {
        yield message;
        seen = message.sequence;
      }
    } catch (error) {
      if (!(error instanceof Refusal) || !PASSING.includes(error.code)) throw error;
    }
    await sleep(RETRY_MS * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
  }
}
