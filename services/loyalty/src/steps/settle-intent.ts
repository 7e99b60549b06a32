import type { OnBehalf } from '@sippy/kit/client';
import { Refusal } from '@sippy/kit/refusal';
import type { LoyaltyContext } from '../context.ts';
import { type EarnIntent, putOffIntent, settleIntent as settle } from '../store/earn-intents.ts';
import { claimNow } from './claim.ts';

/** With these the order will never be the member's; whatever else is missing may still come. */
const FINAL: ReadonlySet<string> = new Set(['ORDER_OF_ANOTHER', 'CLAIM_TOO_LATE', 'OWN_SALE']);
const GIVE_UP_MS = 30 * 86_400_000;
const LONGEST_WAIT_MS = 60 * 60_000;

/** Gives the order of an intent to its member, if it is there and paid; else it is tried again later, for 30 days. */
export async function settleIntent(ctx: LoyaltyContext, on: OnBehalf, intent: EarnIntent): Promise<void> {
  if (intent.status !== 'PENDING') return;
  const { intentId, attempts, createTime } = intent;
  try {
    await claimNow(ctx, on, intent, (tx) => settle(tx, intentId, ctx.clock.now()));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const now = ctx.clock.now();
    const isOver = FINAL.has(error.reason) || now.getTime() - createTime.getTime() > GIVE_UP_MS;
    const next = new Date(now.getTime() + Math.min(1_000 * 2 ** Math.min(attempts, 12), LONGEST_WAIT_MS));
    await putOffIntent(
      ctx.db,
      intentId,
      { status: isOver ? 'REFUSED' : 'PENDING', reason: error.reason, next },
      now,
    );
  }
}
