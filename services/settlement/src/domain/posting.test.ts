import { describe, expect, test } from 'vitest';
import { claimOf, type PointsTransfer, type Posting } from './posting.ts';

const member = { kind: 'CUSTOMER', id: 'member' } as const;
const held = { kind: 'HELD', id: 'member' } as const;
const cafe = (id: string) => ({ kind: 'CAFE', id }) as const;

/** A posting at café B of owner B about a lot of café A of owner A. */
function posting(from: PointsTransfer['from'], to: PointsTransfer['to'], extra: PointsTransfer[] = []) {
  const transfer: PointsTransfer = {
    ...{ from, to, lotId: 'lot', issuerCafeId: 'a', issuerOrganisationId: 'owner-a' },
    ...{ valueVersion: 1, points: 30n },
  };
  const made: Posting = {
    ...{ setId: 's', networkId: 'n', kind: 'REDEEM', cafeId: 'b', organisationId: 'owner-b', orderId: null },
    ...{ paymentId: null, reversesSetId: null, businessDay: '2026-04-01', postTime: new Date(0) },
    transfers: [transfer, ...extra],
  };
  return claimOf(made, transfer);
}

describe('the issuer of points', () => {
  test('owes the café where they were spent', () => {
    expect(posting(held, cafe('b'))).toEqual({ cafeId: 'b', organisationId: 'owner-b', points: 30n });
  });

  test('owes it less when they are given back', () => {
    expect(posting(cafe('b'), member)).toEqual({ cafeId: 'b', organisationId: 'owner-b', points: -30n });
  });

  test('owes nobody for points that are earned, spent at home, held or expired', () => {
    expect(posting(cafe('a'), member)).toBeUndefined();
    expect(posting(held, cafe('a'))).toBeUndefined();
    expect(posting(member, held)).toBeUndefined();
    expect(posting(member, { kind: 'BREAKAGE', id: 'n' })).toBeUndefined();
  });

  test('owes the issuer of points whose clawback they paid for, whoever owns that café', () => {
    const back: PointsTransfer = {
      ...{ from: cafe('c'), to: member, lotId: 'debt', issuerCafeId: 'c', issuerOrganisationId: 'owner-c' },
      ...{ valueVersion: 1, points: 30n },
    };
    expect(posting(member, cafe('c'), [back])).toEqual({
      cafeId: 'c',
      organisationId: 'owner-c',
      points: 30n,
    });
    expect(() => posting(member, cafe('c'))).toThrow('does not say who owned');
  });
});

test('points that move from one foreign café to another are refused', () => {
  expect(() => posting(cafe('b'), cafe('c'))).toThrow('between two cafés');
});
