import type { CafeRules } from './cafe-rules.ts';
import type { Changed } from './change.ts';
import { paymentStatus } from './change.ts';
import {
  type Discount,
  type FireModeName,
  type Order,
  type OrderChannelName,
  type OrderKindName,
  priced,
  type UnpricedLine,
} from './order.ts';
import { checkSize, emptyOrder, takenTimeOutOfBounds } from './refusals.ts';

/** How far in the future a till's clock may be. */
const CLOCK_SLACK_MS = 120_000;

/** What a new order is made of. */
export interface NewOrder {
  readonly orderId: string;
  readonly kind: OrderKindName;
  readonly channel: OrderChannelName;
  readonly fire: FireModeName;
  readonly customerId: string | null;
  readonly customerName: string;
  readonly table: string;
  readonly note: string;
  readonly placedById: string;
  readonly lines: readonly UnpricedLine[];
  readonly discounts: readonly Discount[];
  readonly takenTime: Date;
  readonly businessDay: string;
}

/** Makes an order of it, priced and in its first state; its number comes later. */
export function newOrder(given: NewOrder, rules: CafeRules, now: Date): Order {
  const open = priced({
    ...given,
    vouchers: [],
    cafeId: rules.cafeId,
    organisationId: rules.organisationId,
    version: 1n,
    linesVersion: 1n,
    number: '',
    terms: rules.terms,
    paid: 0n,
    authorized: 0n,
    refunded: 0n,
    standingVersion: 0n,
    kitchenVersion: 0n,
    createTime: now,
    updateTime: now,
    readyTime: null,
    completeTime: null,
    cancelTime: null,
    cancelReason: null,
    heldUntil: null,
    holdIds: [],
  });
  checkSize(open);
  const empty = open.lines.length === 0;
  if (empty && given.fire !== 'LATER') throw emptyOrder();
  const nothingToPay = !empty && open.totals.total === 0n;
  const fires = given.fire === 'NOW' || (given.fire === 'WHEN_PAID' && nothingToPay);
  const waits = given.channel === 'ONLINE' && !fires && !nothingToPay;
  return {
    ...open,
    status: fires ? 'PENDING' : 'CREATED',
    paymentStatus: paymentStatus(open),
    fireTime: fires ? now : null,
    expireTime: waits ? new Date(now.getTime() + rules.onlineLeaseMs) : null,
  };
}

/** What is told about a new order. */
export function placed(order: Order): Changed {
  return { order, fact: { type: 'order.created' }, reprices: false };
}

/** Refuses a time at which the café did not trade yet, or that lies further in the future than clocks differ. */
export function checkTakenTime(time: Date, { tradingSince }: CafeRules, now: Date): void {
  if (time < tradingSince) throw takenTimeOutOfBounds(`the café trades since ${tradingSince.toISOString()}`);
  if (time.getTime() > now.getTime() + CLOCK_SLACK_MS)
    throw takenTimeOutOfBounds('must not lie in the future');
}

/** When a new order goes to the kitchen if nobody says so. */
export function defaultFire(channel: OrderChannelName, rules: CafeRules): FireModeName {
  return channel === 'ONLINE' || rules.fireWhenPaid ? 'WHEN_PAID' : 'NOW';
}
