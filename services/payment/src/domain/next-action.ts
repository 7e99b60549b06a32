import type { Account, Payment, Step } from './account.ts';
import { refundable } from './account.ts';
import { after, type Deadlines } from './deadlines.ts';
import { isFinal } from './payment-state.ts';

/** What is to be done about a payment now. */
export type NextAction =
  /** Do, or do again, what was begun at Stripe. */
  | { kind: 'step'; step: Step }
  /** Give it up at Stripe. */
  | { kind: 'withdraw' }
  /** Give its money back. */
  | { kind: 'reverse' }
  /** Ask Stripe how it stands. */
  | { kind: 'look' }
  | { kind: 'nothing' };

/** What is to be done about a payment: the same rule for whoever asks, so that nobody needs to remember. */
export function nextAction(account: Account, payment: Payment, at: Date, limits: Deadlines): NextAction {
  if (payment.step) return { kind: 'step', step: payment.step };
  const over = isFinal(payment.status);
  if (account.closed_time && !over) return { kind: 'withdraw' };
  if (account.closed_time && refundable(payment) > 0n) return { kind: 'reverse' };
  if (over) return { kind: 'nothing' };
  if (payment.status === 'AUTHORIZED' || payment.status === 'UNKNOWN') return { kind: 'look' };
  // A charge that was lost on its way and is known not to have been made.
  if (payment.status === 'PENDING' && payment.confirms) return { kind: 'withdraw' };
  return { kind: at >= after(payment.create_time, limits.actionMs) ? 'withdraw' : 'look' };
}
