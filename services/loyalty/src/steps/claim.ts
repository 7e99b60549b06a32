import type { Actor, Call } from '@sippy/kit/call';
import type { OnBehalf } from '@sippy/kit/client';
import type { Transaction } from '@sippy/kit/db';
import { notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import type { LoyaltyContext } from '../context.ts';
import { DEFAULT_GUARDS, isOwnSale, sellersOf } from '../domain/guards.ts';
import { claimTooLate, noProgramme, orderNotPaid, orderOfAnother, ownSale } from '../domain/refusals.ts';
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
  /** The member of staff who says so for them; null of the member. */
  claimedById: string | null;
}

/** The person behind an actor; a device is nobody. */
export function personBehind({ kind, id }: Actor): string | null {
  return kind === 'user' || kind === 'staff' ? id : null;
}

/** For how many days after its payment an order can be claimed. */
const CLAIM_DAYS = 7;

/**
 * Gives an order to a member, in one transaction with what `record` writes. Refuses with NOT_FOUND, ORDER_OF_ANOTHER,
 * ORDER_NOT_PAID, CLAIM_TOO_LATE, NO_PROGRAMME, OWN_SALE.
 */
export async function claimNow(
  ctx: LoyaltyContext,
  on: OnBehalf,
  { cafeId, orderId, customerId, time, claimedById }: Claim,
  record: (tx: Transaction) => Promise<void>,
  call?: Call,
): Promise<void> {
  const order = await ctx.orders.read(orderId, on);
  if (order.cafeId !== cafeId) throw notFound('order', orderId);
  if (order.customerId !== null && order.customerId !== customerId) throw orderOfAnother(order.number);
  const payment = await ctx.payments.ofPaidOrder(order, on);
  if (!payment?.completion) throw orderNotPaid(order.number);
  const { paymentTime } = payment.completion;
  if (time.getTime() - paymentTime.getTime() > CLAIM_DAYS * 86_400_000)
    throw claimTooLate(order.number, CLAIM_DAYS);
  const sellers = { placedById: order.placedById, takenById: null, claimedById };
  const place = await placeOf(ctx.db, { cafeId, time: paymentTime, staffIds: sellersOf(sellers) });
  if (!place) throw noProgramme();
  const { ownSales } = place.rules.guards ?? DEFAULT_GUARDS;
  if (!ownSales && isOwnSale(sellers, place.accounts, [customerId])) throw ownSale();
  await assertMemberAt(ctx, on, { customerId, networkId: place.networkId }, cafeId);
  await ctx.db.transaction(serviceScope, async (tx) => {
    await record(tx);
    const earning = await claimEarning(tx, order, payment, { customerId, claimedById }, ctx.clock.now());
    if (earning.customerId !== customerId) throw orderOfAnother(order.number);
    await postEarnings(ctx, tx, [earning], call ? { call } : {});
  });
}
