/** Which state of a payment or a refund leads to which: the whole of it. */

/** The states of a payment; PENDING is the first. */
export type PaymentState =
  | 'PENDING'
  | 'REQUIRES_ACTION'
  | 'UNKNOWN'
  | 'AUTHORIZED'
  | 'CAPTURED'
  | 'FAILED'
  | 'CANCELLED';

/** The states of a refund: its amount is set aside, given back, or open again. */
export type RefundState = 'PENDING' | 'SETTLED' | 'FAILED';

const moves = {
  PENDING: ['REQUIRES_ACTION', 'UNKNOWN', 'AUTHORIZED', 'CAPTURED', 'FAILED', 'CANCELLED'],
  REQUIRES_ACTION: ['PENDING', 'UNKNOWN', 'AUTHORIZED', 'CAPTURED', 'FAILED', 'CANCELLED'],
  UNKNOWN: ['PENDING', 'REQUIRES_ACTION', 'AUTHORIZED', 'CAPTURED', 'FAILED', 'CANCELLED'],
  AUTHORIZED: ['UNKNOWN', 'CAPTURED', 'CANCELLED'],
  CAPTURED: [],
  FAILED: [],
  CANCELLED: [],
} as const satisfies Record<PaymentState, readonly PaymentState[]>;

/** A bank may hand a refund back after it was settled, which is why SETTLED is not the end. */
const refundMoves = {
  PENDING: ['SETTLED', 'FAILED'],
  SETTLED: ['FAILED'],
  FAILED: [],
} as const satisfies Record<RefundState, readonly RefundState[]>;

/** Whether a payment may go from one state to the other. */
export function canMove(from: PaymentState, to: PaymentState): boolean {
  return (moves[from] as readonly PaymentState[]).includes(to);
}

/** Whether a refund may go from one state to the other. */
export function canMoveRefund(from: RefundState, to: RefundState): boolean {
  return (refundMoves[from] as readonly RefundState[]).includes(to);
}

/** Whether nothing leads out of the state. */
export function isFinal(state: PaymentState): boolean {
  return moves[state].length === 0;
}
