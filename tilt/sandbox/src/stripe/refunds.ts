/** Refunds: at once, after a while, or given back by the bank. */
import { testCard } from './cards.ts';
import { invalidParam, missingParam, noSuch, StripeFailure } from './errors.ts';
import { type Params, text, texts } from './form.ts';
import { renderCharge, renderRefund } from './render.ts';
import type { ApiCall, StandIn } from './stand-in.ts';
import { type Charge, newStripeId, nowSeconds, type StripeRefund } from './state.ts';

const reasons = ['duplicate', 'fraudulent', 'requested_by_customer'];

/** Gives back all or a part of a captured charge. */
export function createRefund(standIn: StandIn, params: Params, call: ApiCall): StripeRefund {
  const charge = chargeOf(standIn, params);
  const reason = text(params, 'reason') ?? null;
  if (reason !== null && !reasons.includes(reason))
    throw invalidParam('reason', `Invalid reason: must be one of ${reasons.join(', ')}`);
  const left = charge.amountCaptured - charge.amountRefunded;
  if (left === 0)
    throw new StripeFailure(
      400,
      {
        type: 'invalid_request_error',
        code: 'charge_already_refunded',
        message: `Charge ${charge.id} has already been refunded.`,
      },
      true,
    );
  const amount = text(params, 'amount') === undefined ? left : Number(text(params, 'amount'));
  if (!Number.isInteger(amount) || amount < 1)
    throw invalidParam('amount', 'Invalid positive integer', 'parameter_invalid_integer');
  if (amount > left)
    throw invalidParam(
      'amount',
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
    );
  const habit = testCard(standIn.state.methods.get(charge.method)?.card ?? '')?.refund ?? 'succeed';
  const refund: StripeRefund = {
    id: newStripeId('re'),
    created: nowSeconds(),
    intent: charge.intent,
    charge: charge.id,
    amount,
    currency: charge.currency,
    reason,
    status: habit === 'pend' ? 'pending' : 'succeeded',
    failureReason: null,
    metadata: texts(params, 'metadata'),
    settlesMs: habit === 'succeed' ? 0 : Date.now() + standIn.refundDelayMs,
  };
  standIn.state.refunds.put(refund);
  const refunded = { ...charge, amountRefunded: charge.amountRefunded + amount };
  standIn.state.charges.put(refunded);
  standIn.webhooks.emit('refund.created', renderRefund(refund), call.idempotencyKey);
  standIn.webhooks.emit('charge.refunded', renderCharge(standIn.state, refunded), call.idempotencyKey);
  settleLater(standIn, refund);
  return refund;
}

function chargeOf(standIn: StandIn, params: Params): Charge {
  const intentId = text(params, 'payment_intent');
  const chargeId = text(params, 'charge') ?? standIn.state.intents.get(intentId ?? '')?.latestCharge;
  if (intentId === undefined && chargeId === undefined) throw missingParam('payment_intent');
  if (intentId !== undefined && !standIn.state.intents.get(intentId))
    throw noSuch('payment_intent', intentId, 'payment_intent', 400);
  const charge = standIn.state.charges.get(chargeId ?? '');
  if (!charge?.captured)
    throw new StripeFailure(
      400,
      {
        type: 'invalid_request_error',
        message: 'This PaymentIntent does not have a successful charge to refund.',
      },
      true,
    );
  return charge;
}

/** Ends a refund that takes its time, when its time has come; call for each one after a restart too. */
export function settleLater(standIn: StandIn, refund: StripeRefund): void {
  if (refund.settlesMs === 0) return;
  setTimeout(() => settle(standIn, refund.id), Math.max(0, refund.settlesMs - Date.now())).unref();
}

function settle(standIn: StandIn, id: string): void {
  const refund = standIn.state.refunds.get(id);
  if (!refund || refund.settlesMs === 0) return;
  const pending = refund.status === 'pending';
  const next: StripeRefund = {
    ...refund,
    status: pending ? 'succeeded' : 'failed',
    failureReason: pending ? null : 'expired_or_canceled_card',
    settlesMs: 0,
  };
  standIn.state.refunds.put(next);
  const charge = standIn.state.charges.get(refund.charge);
  if (charge && !pending)
    standIn.state.charges.put({ ...charge, amountRefunded: charge.amountRefunded - refund.amount });
  standIn.webhooks.emit('refund.updated', renderRefund(next), null);
  if (!pending) standIn.webhooks.emit('refund.failed', renderRefund(next), null);
}
