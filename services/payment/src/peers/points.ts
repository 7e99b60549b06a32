/** Points, in the words of payments: every call has one of the ends that a call to Stripe has. */
import type { Call } from '@sippy/kit/call';
import type { CallOptions } from '@sippy/kit/client';
import { Refusal } from '@sippy/kit/refusal';
import type { ServiceHost } from '@sippy/kit/service';
import { HoldStatus, type PointsHold } from '@sippy/proto/loyalty/v1/loyalty';
import { LoyaltyServiceDefinition } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { Answer } from '../card/answer.ts';
import { cafeOf, type Payment } from '../domain/account.ts';
import type { Observation } from '../domain/card.ts';

/** Calls to the loyalty service. The hold has the id of the payment, so each can be made again. */
export interface PointsDesk {
  /** Holds the points, and spends them where the payment says at once. After `before` they are not held any more. */
  create(payment: Payment, order: { total: bigint; before: Date }, call?: Call): Promise<Answer<Observation>>;
  /** Spends what is held. */
  capture(payment: Payment, call?: Call): Promise<Answer<Observation>>;
  /** Gives back what is held; what is spent already stays so. */
  cancel(payment: Payment, call?: Call): Promise<Answer<Observation>>;
  look(payment: Payment, call?: Call): Promise<Answer<Observation>>;
}

/** Shorter than a step is left to who began it, so that no call outlives its turn. */
const CALL_MS = 4_000;
/** How long after its lease a hold is looked at: the loyalty service gives points back in rounds. */
const AFTER_LEASE_MS = 15_000;

/** Points of the loyalty service. */
export function pointsDesk(host: Pick<ServiceHost, 'peer' | 'clock'>): PointsDesk {
  const peer = host.peer(LoyaltyServiceDefinition);
  const post = (payment: Payment, call: Call | undefined) =>
    peer.postHold({ requestId: payment.payment_id, holdId: payment.payment_id }, during(call));
  const look = (payment: Payment, call: Call | undefined) =>
    ask(async () => {
      const { hold } = await peer.getHold({ holdId: payment.payment_id }, during(call)).catch((error) => {
        if (error instanceof Refusal && error.code === 'NOT_FOUND') return { hold: undefined };
        throw error;
      });
      return observationOf(hold, host.clock.now());
    });
  /** How it stands now, if the hold has ended otherwise. */
  const orAsItIs = async (
    payment: Payment,
    call: Call | undefined,
    work: () => Promise<{ hold: PointsHold | undefined }>,
  ): Promise<Answer<Observation>> => {
    const answer = await ask(async () => observationOf((await work()).hold, host.clock.now()));
    const hasEnded = answer.kind === 'refused' && ENDED.has(answer.failure.code);
    return hasEnded ? look(payment, call) : answer;
  };
  return {
    async create(payment, { total, before }, call) {
      const money = (minor: bigint) => ({ currencyCode: payment.currency_code, minor });
      const held = await ask(async () => {
        const wish = {
          ...{ requestId: payment.payment_id, orderId: payment.order_id, cafeId: cafeOf(payment) },
          ...{ customerId: payment.customer_id ?? '', points: payment.points ?? 0n, beforeTime: before },
          ...{ orderTotal: money(total), most: money(payment.amount) },
          ...{ leaseId: payment.lease_id ?? '', saleTime: payment.payment_time },
        };
        const { hold } = await peer.holdPoints(wish, during(call));
        return observationOf(hold, host.clock.now());
      });
      const isDone = held.kind !== 'done' || held.value.state !== 'authorized';
      if (isDone || payment.capture_mode === 'MANUAL') return held;
      const posted = await orAsItIs(payment, call, () => post(payment, call));
      // The points are held: whether they are spent, too, is asked again.
      return posted.kind === 'done' ? posted : { kind: 'lost' };
    },
    capture: (payment, call) => orAsItIs(payment, call, () => post(payment, call)),
    cancel: (payment, call) =>
      orAsItIs(payment, call, () =>
        peer.voidHold({ requestId: payment.payment_id, holdId: payment.payment_id }, during(call)),
      ),
    look,
  };
}

const ENDED: ReadonlySet<string> = new Set(['HOLD_ENDED', 'NOT_FOUND']);

/** A call of its own time, on the account and in the trace of the one that it is made for. */
function during(call: Call | undefined): CallOptions {
  if (!call) return { deadlineMs: CALL_MS };
  const { correlationId, traceparent, actor } = call;
  return { deadlineMs: CALL_MS, correlationId, traceparent, actor };
}

async function ask(work: () => Promise<Observation>): Promise<Answer<Observation>> {
  try {
    return { kind: 'done', value: await work() };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return endOf(error);
  }
}

/** With these the loyalty service has changed nothing, and would not the next time either. */
const REFUSED: ReadonlySet<string> = new Set([
  ...['FAILED_PRECONDITION', 'INVALID_ARGUMENT', 'NOT_FOUND', 'PERMISSION_DENIED', 'OUT_OF_RANGE'],
  ...['ALREADY_EXISTS', 'UNIMPLEMENTED'],
]);

function endOf(refusal: Refusal): Exclude<Answer<never>, { kind: 'done' }> {
  const { code, reason, message, retryAfterMs = 2_000 } = refusal;
  if (code === 'UNAVAILABLE' || code === 'RESOURCE_EXHAUSTED') return { kind: 'unsent', retryAfterMs };
  if (!REFUSED.has(code)) return { kind: 'lost' };
  return { kind: 'refused', failure: { code: reason, declineCode: null, message }, param: '', refusal };
}

/** What a hold says; none was never made, and cannot be any more once somebody asks. */
function observationOf(hold: PointsHold | undefined, now: Date): Observation {
  const seen = { stripeId: null, clientSecret: null, failure: null, nextAction: null, card: null };
  if (!hold) return { ...seen, state: 'cancelled', received: 0n };
  const amount = hold.amount?.minor ?? 0n;
  const soonest = now.getTime() + AFTER_LEASE_MS;
  const checkTime = new Date(Math.max((hold.expireTime?.getTime() ?? 0) + AFTER_LEASE_MS, soonest));
  const held = { points: hold.points, amount, checkTime };
  switch (hold.status) {
    case HoldStatus.HELD:
      return { ...seen, state: 'authorized', received: 0n, held };
    case HoldStatus.POSTED:
      return { ...seen, state: 'taken', received: amount, held };
    default:
      return { ...seen, state: 'cancelled', received: 0n };
  }
}
