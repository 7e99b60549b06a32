import type { Transaction } from '@sippy/kit/db';
import { type Consumer, decodePayload, type Event } from '@sippy/kit/events';
import { CustomerMerged } from '@sippy/proto/customer/v1/customer_event';
import type { LoyaltyContext } from '../context.ts';
import { mergePurses } from '../domain/merge.ts';
import { moveVouchersToKept } from '../store/merged-vouchers.ts';
import { moveToKept, networksOfMerge, placeOfMerge } from '../store/merges.ts';
import { writePostings } from '../store/post.ts';
import { keyOf, lockPurses } from '../store/purses.ts';

/** Joins the points of customers whose records became one. */
export function onCustomer(ctx: LoyaltyContext): Consumer {
  return {
    name: 'loyalty-customers',
    stream: 'customer',
    types: ['customer.merged'],
    async apply(tx, events) {
      for (const event of events) await follow(ctx, tx, event);
    },
  };
}

async function follow(ctx: LoyaltyContext, tx: Transaction, event: Event): Promise<void> {
  const { organisationId, customerId, mergedCustomerId } = decodePayload(event, CustomerMerged);
  for (const networkId of await networksOfMerge(tx, mergedCustomerId, organisationId)) {
    const [keptKey, mergedKey] = [customerId, mergedCustomerId].map((id) => ({ customerId: id, networkId }));
    if (!keptKey || !mergedKey) return;
    const purses = await lockPurses(tx, [keptKey, mergedKey]);
    const [kept, merged] = [purses.get(keyOf(keptKey)), purses.get(keyOf(mergedKey))];
    // One purse for both: they were joined before.
    if (!kept || !merged || kept.memberId === merged.memberId) continue;
    const place = await placeOfMerge(tx, networkId, organisationId);
    const posting = mergePurses(kept, merged, place, ctx.moment());
    const firstOrderId = kept.firstOrderId ?? merged.firstOrderId;
    const years = [kept.birthdayYear ?? 0, merged.birthdayYear ?? 0];
    const purse = { ...posting.purse, firstOrderId, birthdayYear: Math.max(...years) || null };
    await moveToKept(tx, merged, kept);
    await moveVouchersToKept(tx, merged, kept, ctx.clock.now());
    await writePostings(tx, ctx.events, undefined, {
      works: [{ before: kept, posting: { ...posting, purse }, cause: event }],
      now: ctx.clock.now(),
    });
    ctx.count(posting.sets);
  }
}
