import type { Call, Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { type OnceKey, onceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { RefundPaymentRequest, type RefundPaymentResponse } from '@sippy/proto/payment/v1/payment_service';
import { driveRefund } from '../card/drive-refund.ts';
import type { PaymentContext } from '../context.ts';
import { type Account, type Change, paymentIn, type Refund } from '../domain/account.ts';
import { beginRefund } from '../domain/refund.ts';
import { linesToRefund, type Sold } from '../domain/refund-lines.ts';
import { cardPaymentsOff, illegalMove } from '../domain/refusals.ts';
import { paymentMessage, refundMessage } from '../messages/answers.ts';
import { assertRefundLines, minorOf } from '../messages/requests.ts';
import { authorisedAccount } from '../steps/authorised-account.ts';
import { refundTimeOf } from '../steps/payment-time.ts';
import { assertSameRequest, requestKeyOf } from '../steps/request-key.ts';
import { isMoneyTwin, scopeOf } from '../store/accounts.ts';

/** Gives back all or a part of what a payment took. */
export const refundPayment =
  (ctx: PaymentContext): Rpc<RefundPaymentRequest, RefundPaymentResponse> =>
  async (request, call) => {
    assertRefundLines(request);
    const key = onceKey(call, request, (r) => RefundPaymentRequest.encode(r).finish());
    const first = await authorisedAccount(ctx, call, request.paymentId);
    const { account, refund, isTwin } = await open(ctx, call, key, request, first);
    if (refund.tender !== 'CARD' && !isTwin) ctx.count('payment.refunded', refund.tender);
    const isDue = refund.check_time !== null && refund.check_time <= ctx.clock.now();
    const goesOn = refund.status === 'PENDING' && (!isTwin || isDue);
    return answer(goesOn ? ((await driveRefund(ctx, refund.refund_id, call)) ?? account) : account, refund);
  };

interface Opened {
  account: Account;
  refund: Refund;
  isTwin: boolean;
}

/** Writes the refund down, once for the request. */
async function open(
  ctx: PaymentContext,
  call: Call,
  key: OnceKey,
  request: RefundPaymentRequest,
  first: Account,
): Promise<Opened> {
  const requestKey = requestKeyOf(key);
  const twin = (account: Account | undefined): Opened | undefined => {
    const refund = account?.refunds.find((r) => r.request_key === requestKey);
    if (!account || !refund) return undefined;
    assertSameRequest(key, refund.request_hash);
    return { account, refund, isTwin: true };
  };
  const done = twin(first);
  if (done) return done;
  const sold = request.lines.length > 0 ? (await ctx.orders.read(first.order_id, call)).sold() : undefined;
  const decide = (account: Account): Change | undefined =>
    twin(account) ? undefined : begin(ctx, call, key, request, account, sold);
  try {
    const written = await ctx.accounts.change(call, scopeOf(first), request.paymentId, decide);
    if (!written) throw notFound('payment', request.paymentId);
    const { refund } = written.change ?? {};
    const made = refund ? { account: written.account, refund, isTwin: false } : twin(written.account);
    if (made) return made;
  } catch (error) {
    if (!isMoneyTwin(error)) throw error;
  }
  // The key belongs to a refund of another payment, so the hash differs.
  const other = twin(await ctx.accounts.find({ kind: 'service' }, 'request', requestKey));
  if (!other) throw new Error('the refund of this request was there and is gone');
  return other;
}

function begin(
  ctx: PaymentContext,
  call: Call,
  key: OnceKey,
  request: RefundPaymentRequest,
  account: Account,
  sold: Sold | undefined,
): Change {
  const payment = paymentIn(account, request.paymentId);
  if (payment.status !== 'CAPTURED') throw illegalMove(payment, 'refunded', 'It must be CAPTURED.');
  if (payment.tender === 'CARD' && !ctx.desk) throw cardPaymentsOff();
  const given = sold
    ? linesToRefund(account, payment, sold, request.lines)
    : { lines: [], amount: minorOf('amount', request.amount, payment.currency_code, 1n) };
  const now = ctx.clock.now();
  return beginRefund(account, payment, {
    ...given,
    refundId: newId(),
    requestKey: requestKeyOf(key),
    requestHash: key.hash,
    actorKind: call.actor.kind,
    actorId: call.actor.id,
    reason: request.reason,
    isAutomatic: false,
    refundTime: refundTimeOf(call, payment, request.refundTime, now),
    now,
    stepMs: ctx.limits.stepMs,
  });
}

function answer(account: Account, refund: Refund): RefundPaymentResponse {
  const now = account.refunds.find((r) => r.refund_id === refund.refund_id) ?? refund;
  return {
    refund: refundMessage(now),
    payment: paymentMessage(paymentIn(account, refund.payment_id), account.refunds),
  };
}
