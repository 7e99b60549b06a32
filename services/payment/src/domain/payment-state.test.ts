import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canMove, canMoveRefund, isFinal, type PaymentState, type RefundState } from './payment-state.ts';

const states: PaymentState[] = [
  'PENDING',
  'REQUIRES_ACTION',
  'UNKNOWN',
  'AUTHORIZED',
  'CAPTURED',
  'FAILED',
  'CANCELLED',
];
const refundStates: RefundState[] = ['PENDING', 'SETTLED', 'FAILED'];

test('nothing leads out of CAPTURED, FAILED and CANCELLED', () => {
  expect(states.filter(isFinal)).toEqual(['CAPTURED', 'FAILED', 'CANCELLED']);
});

test('from every open state a payment can still be captured or cancelled, and an authorised one never fails', () => {
  for (const state of states.filter((s) => !isFinal(s))) {
    expect(canMove(state, 'CAPTURED')).toBe(true);
    expect(canMove(state, 'CANCELLED')).toBe(true);
    expect(canMove(state, 'FAILED')).toBe(state !== 'AUTHORIZED');
  }
});

test('no walk returns from a final state, and no state moves to itself', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...states), { maxLength: 30 }), (walk) => {
      let at: PaymentState = 'PENDING';
      let ended = false;
      for (const next of walk) {
        if (!canMove(at, next)) continue;
        expect(ended).toBe(false);
        expect(next).not.toBe(at);
        at = next;
        ended = isFinal(at);
      }
    }),
  );
});

test('a settled refund can only be handed back, a failed one is over', () => {
  for (const to of refundStates) {
    expect(canMoveRefund('SETTLED', to)).toBe(to === 'FAILED');
    expect(canMoveRefund('FAILED', to)).toBe(false);
  }
});
