/** Opening a payment, in cash or by card: read the order once, decide, write if nobody was faster. */
import type { Call } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import type { OnceKey } from '@sippy/kit/once';
import { Refusal, staleVersion } from '@sippy/kit/refusal';
import type { Money } from '@sippy/proto/type/v1/money';
import type { PaymentContext } from '../context.ts';
import type { Account, Change, Payment, Refund } from '../domain/account.ts';
import { type NewPayment, newAccount, type OrderToPay } from '../domain/pay.ts';
import { contended, orderNotPayable } from '../domain/refusals.ts';
import { minorOf } from '../messages/requests.ts';
import type { CafeForPayment } from '../peers/cafes.ts';
import type { ReadOrder } from '../peers/orders.ts';
import { breathe, isMoneyTwin, scopeOf } from '../store/accounts.ts';
import { paymentTimeOf } from './payment-time.ts';
import { assertSameRequest, requestKeyOf } from './request-key.ts';

/** What PayCash and CreatePaymentIntent have in common. */
export interface OpeningRequest {
  orderId: string;
  orderVersion: bigint;
  amount?: Money | undefined;
  tip?: Money | undefined;
  paymentTime?: Date | undefined;
}

/** An opened payment; `isTwin` if an earlier request with the same key has opened it. */
export interface Opened {
  account: Account;
  payment: Payment;
  isTwin: boolean;
}

type Decide = (account: Account, order: ReadOrder, made: NewPayment, cafe: CafeForPayment) => Change;

const MOST_TRIES = 12;

/** Opens a payment once for a request. */
export async function openPayment(
  ctx: PaymentContext,
  call: Call,
  key: OnceKey,
  request: OpeningRequest,
  decide: Decide,
): Promise<Opened> {
  const order = await ctx.orders.read(request.orderId, call);
  call.authoriseResource(order);
  return openOnce(ctx, key, order, order.isUntouched, (account) =>
    tryToOpen(ctx, call, key, request, order, account, decide),
  );
}

/**
 * Opens a payment of an order or a bill once for a request. `tryIt` is asked with the account, again when somebody was faster:
 * then it has returned undefined. `isNew` if nobody has begun to pay it, as far as is known.
 */
export async function openOnce(
  ctx: PaymentContext,
  key: OnceKey,
  paid: OrderToPay,
  isNew: boolean,
  tryIt: (account: Account | undefined) => Promise<Opened | undefined>,
): Promise<Opened> {
  const requestKey = requestKeyOf(key);
  const scope = scopeOf({ cafe_id: paid.cafeId, organisation_id: paid.organisationId });
  const load = () => ctx.accounts.find(scope, 'order', paid.orderId);
  const twinIn = (account: Account | undefined) => {
    const payment = account?.payments.find((p) => p.request_key === requestKey);
    return account && payment && twinOf(key, account, payment);
  };
  // An order that nobody has begun to pay has no account yet: that saves the counter sale a look.
  for (let tries = isNew ? 0 : 1; tries < MOST_TRIES; tries++) {
    if (tries > 1) await breathe(tries);
    const account = tries === 0 ? undefined : await load();
    const twin = twinIn(account);
    if (twin) return twin;
    try {
      const made = await tryIt(account);
      if (made) return made;
    } catch (error) {
      if (isMoneyTwin(error)) return findTwin(ctx, key, requestKey);
      // What is refused now may have been done by this very request before.
      const made = tries === 0 && error instanceof Refusal ? twinIn(await load()) : undefined;
      if (made) return made;
      throw error;
    }
  }
  throw contended();
}

async function tryToOpen(
  ctx: PaymentContext,
  call: Call,
  key: OnceKey,
  request: OpeningRequest,
  order: ReadOrder,
  account: Account | undefined,
  decide: Decide,
): Promise<Opened | undefined> {
  if (order.isCancelled) throw orderNotPayable(order.number);
  assertShown(order, request.orderVersion);
  const cafe = await ctx.cafes.read(order.cafeId);
  const now = ctx.clock.now();
  const time = paymentTimeOf(call, order, request.paymentTime, now);
  const made = newPayment(call, key, request, order.currency, time, now);
  const change = decide(account ?? newAccount(order, now), order, made, cafe);
  return opened(change, await ctx.accounts.open(call, change, order.sale(cafe)));
}

/** What was opened; undefined if it was not written. */
export function opened({ account, payment }: Change, isWritten: boolean): Opened | undefined {
  return isWritten ? { account, payment, isTwin: false } : undefined;
}

/** Refuses when the customer was shown another version of the order than it has now. */
function assertShown(order: ReadOrder, shown: bigint): void {
  if (shown !== 0n && shown !== order.version) throw staleVersion('order', order.version);
}

/** A new payment of an order or a bill, as its request wants it. */
export function newPayment(
  call: Call,
  key: OnceKey,
  request: Pick<OpeningRequest, 'amount' | 'tip'>,
  currency: string,
  paymentTime: Date,
  now: Date,
): NewPayment {
  return {
    paymentId: newId(),
    requestKey: requestKeyOf(key),
    requestHash: key.hash,
    actorKind: call.actor.kind,
    actorId: call.actor.id,
    amount: minorOf('amount', request.amount, currency, 1n),
    tip: minorOf('tip', request.tip, currency, 0n) ?? 0n,
    paymentTime,
    now,
  };
}

function twinOf(key: OnceKey, account: Account, payment: Payment): Opened {
  assertSameRequest(key, payment.request_hash);
  return { account, payment, isTwin: true };
}

/** The request's key belongs to a payment of another order. */
async function findTwin(ctx: PaymentContext, key: OnceKey, requestKey: string): Promise<Opened> {
  const account = await ctx.accounts.find({ kind: 'service' }, 'request', requestKey);
  const made: Payment | Refund | undefined =
    account?.payments.find((p) => p.request_key === requestKey) ??
    account?.refunds.find((r) => r.request_key === requestKey);
  if (!account || !made) throw new Error('the payment of this request was there and is gone');
  assertSameRequest(key, made.request_hash);
  throw new Error('a request was found with its own hash at another order');
}
