import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canMove,
  isClosed,
  isEditable,
  move,
  moveForward,
  moves,
  type OrderStatusName,
} from './order-state.ts';

const statuses = Object.keys(moves) as OrderStatusName[];
const status = fc.constantFrom(...statuses);

describe('the states of an order', () => {
  test('are left by the legal moves and by no other', () => {
    const legal = statuses.flatMap((from) =>
      statuses.filter((to) => canMove(from, to)).map((to) => `${from} ${to}`),
    );
    expect(legal).toEqual([
      'CREATED PENDING',
      'CREATED CANCELLED',
      'PENDING PREPARING',
      'PENDING CANCELLED',
      'PREPARING READY',
      'PREPARING CANCELLED',
      'READY PENDING',
      'READY PREPARING',
      'READY COMPLETED',
      'READY CANCELLED',
    ]);
  });

  test('an illegal move is refused and names those that are open', () => {
    expect(() => move('READY', 'CREATED')).toThrowError(
      expect.objectContaining({
        code: 'FAILED_PRECONDITION',
        reason: 'ILLEGAL_MOVE',
        metadata: { from: 'READY', to: 'CREATED', allowed: 'COMPLETED,PREPARING,PENDING,CANCELLED' },
      }),
    );
  });

  test('every walk of legal moves ends closed or can still be cancelled', () => {
    fc.assert(
      fc.property(fc.array(status, { maxLength: 30 }), (wanted) => {
        let at: OrderStatusName = 'CREATED';
        for (const to of wanted) if (canMove(at, to)) at = move(at, to);
        expect(isClosed(at) || canMove(at, 'CANCELLED')).toBe(true);
      }),
    );
  });

  test('a closed order moves nowhere', () => {
    fc.assert(
      fc.property(status, (to) => {
        expect(() => move('COMPLETED', to)).toThrow();
        expect(() => move('CANCELLED', to)).toThrow();
        expect(() => moveForward('CANCELLED', to)).toThrow();
      }),
    );
  });

  test('moving forward passes through legal moves only, and never back', () => {
    fc.assert(
      fc.property(status, status, (from, to) => {
        const way = ['CREATED', 'PENDING', 'PREPARING', 'READY', 'COMPLETED'] as const;
        const [start, end] = [way.indexOf(from as 'CREATED'), way.indexOf(to as 'CREATED')];
        if (start < 0 || end <= start) expect(() => moveForward(from, to)).toThrow();
        else {
          expect(moveForward(from, to)).toBe(to);
          for (let i = start; i < end; i++)
            expect(canMove(way[i] ?? 'READY', way[i + 1] ?? 'READY')).toBe(true);
        }
      }),
    );
  });

  test('lines can be changed until the order is ready', () => {
    expect(statuses.filter(isEditable)).toEqual(['CREATED', 'PENDING', 'PREPARING']);
  });
});
