import type { Call } from '@sippy/kit/call';
import type { OnBehalf } from '@sippy/kit/client';
import type { Transaction } from '@sippy/kit/db';
import { notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import type { LoyaltyContext } from '../context.ts';
import { claimTooLate, noProgramme, orderNotPaid, orderOfAnother } from '../domain/refusals.ts';
import { claimEarning } from '../store/earnings.ts';
import { placeOf } from '../store/places.ts';
import { assertMemberAt } from './known-member.ts';
import { postEarnings } from './post-earnings.ts';

/** A paid order that a member says is theirs. */
export interface Claim {
  cafeId: string;
  orderId: string;
  customerId: string;
  /** When they said so. */
  time: Date;
}

/** For how many days after its payment an order can be claimed. */
const CLAIM_DAYS = 7;

/**
 * Finds out whether a member can have an order, and returns what gives it to them, for a transaction. Refuses with NOT_FOUND,
 * ORDER_OF_ANOTHER, ORDER_NOT_PAID, CLAIM_TOO_LATE, NO_PROGRAMME.
 */
export async function prepareClaim(
  ctx: LoyaltyContext,
  on: OnBehalf,
  { cafeId, orderId, customerId, time }: Claim,
  call?: Call,
): Promise<(tx: Transaction) => Promise<void>> {
  const order = await ctx.orders.read(orderId, on);
  if (order.cafeId !== cafeId) throw notFound('order', orderId);
  if (order.customerId !== null && order.customerId !== customerId) throw orderOfAnother(order.number);
  const payment = await ctx.payments.ofPaidOrder(order, on);
  if (!payment?.completion) throw orderNotPaid(order.number);
  const { paymentTime } = payment.completion;
  if (time.getTime() - paymentTime.getTime() > CLAIM_DAYS * 86_400_000)
    throw claimTooLate(order.number, CLAIM_DAYS);
  const place = await placeOf(ctx.db, { cafeId, time: paymentTime });
  if (!place) throw noProgramme();
  await assertMemberAt(ctx, on, { customerId, networkId: place.networkId }, cafeId);
  return async (tx) => {
    const earning = await claimEarning(tx, order, payment, customerId, ctx.clock.now());
    if (earning.customerId !== customerId) throw orderOfAnother(order.number);
    await postEarnings(ctx, tx, [earning], call ? { call } : {});
  };
}

/** Gives an order to a member, in one transaction with what `record` writes. Refuses as `prepareClaim` does. */
export async function claimNow(
  ctx: LoyaltyContext,
  on: OnBehalf,
  claim: Claim,
  record: (tx: Transaction) => Promise<void>,
  call?: Call,
): Promise<void> {
  const give = await prepareClaim(ctx, on, claim, call);
  await ctx.db.transaction(serviceScope, async (tx) => {
    await record(tx);
    await give(tx);
  });
}
