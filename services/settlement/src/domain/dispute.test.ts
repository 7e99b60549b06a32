import { describe, expect, test } from 'vitest';
import { answered, type Dispute, disputeOf, frozenOf, MAX_MESSAGES, resolved, withdrawn } from './dispute.ts';
import type { Invoice, InvoiceLine } from './invoice.ts';

const time = new Date('2026-05-10T12:00:00Z');

const line = (kind: InvoiceLine['kind'], counterpartId: string, minor: bigint): InvoiceLine => ({
  ...{ lineId: `line of ${counterpartId}`, kind, counterpartId, minor, adjustment: null },
  about: {
    ...{ issuerCafeId: 'a1', issuerOrganisationId: 'a', cafeId: 'b1', valueVersion: 1 },
    ...{ minorPerThousand: 500n, points: 2000n },
  },
  ...{ counterpartName: '', issuerCafeName: '', cafeName: '' },
});

const invoice = (recipientId: string, lines: InvoiceLine[]) =>
  ({ recipientId, lines, periodId: 'p', issuerId: 'z', currencyCode: 'USD', number: 7n }) as Invoice;

const owed = invoice('a', [line('OWED', 'b', 1000n)]);
const due = invoice('b', [line('DUE', 'a', -1000n)]);
const open = (minor = 400n): Dispute => disputeOf(owed, 1, 'a', minor, 'd', time);
const reason = (name: string) => expect.objectContaining({ reason: name });

describe('a dispute', () => {
  test('is about the same matter from both sides of a line', () => {
    expect(open().matter).toBe(disputeOf(due, 1, 'b', 5n, 'e', time).matter);
    expect(open().matter).not.toBe(
      disputeOf(invoice('a', [line('OWED', 'c', 1000n)]), 1, 'a', 5n, 'e', time).matter,
    );
  });

  test('freezes what a payer disputes, at most the line; who is owed may claim any more, and freezes nothing', () => {
    expect(open(1000n)).toMatchObject({ freezes: true, minor: 1000n });
    expect(() => open(1001n)).toThrow(reason('DISPUTE_TOO_LARGE'));
    expect(disputeOf(due, 1, 'b', 5000n, 'e', time)).toMatchObject({ freezes: false, minor: 5000n });
  });

  test('is opened by whom the invoice is for', () => {
    expect(() => disputeOf(owed, 1, 'z', 1n, 'd', time)).toThrow(reason('INVOICE_OF_ANOTHER'));
  });

  test('is decided by the other side or the administrator, never by its opener, and withdrawn by nobody else', () => {
    expect(() => resolved(open(), 'a', 1n, time)).toThrow(reason('DECIDER_NEEDED'));
    for (const decider of ['b', 'z'])
      expect(resolved(open(), decider, 400n, time)).toMatchObject({ status: 'RESOLVED', granted: 400n });
    expect(() => resolved(open(), 'b', 401n, time)).toThrow(reason('DISPUTE_TOO_LARGE'));
    expect(() => withdrawn(open(), 'b', time)).toThrow(reason('OPENER_NEEDED'));
    expect(withdrawn(open(), 'a', time)).toMatchObject({ status: 'WITHDRAWN', granted: null });
  });

  test('that has ended takes nothing more, and no dispute takes words without end', () => {
    const over = resolved(open(), 'b', 0n, time);
    for (const act of [
      () => answered(over),
      () => resolved(over, 'b', 1n, time),
      () => withdrawn(over, 'a', time),
    ])
      expect(act).toThrow(reason('DISPUTE_ENDED'));
    expect(() => answered({ ...open(), messageCount: MAX_MESSAGES })).toThrow(reason('DISPUTE_FULL'));
  });
});

describe('what a payer disputes', () => {
  const transfer = (transferId: string, creditorId: string, amount: bigint) => ({
    transferId,
    creditorId,
    open: amount,
  });

  test('is taken from what is to be paid to the other side first, then from other transfers', () => {
    const transfers = [transfer('t1', 'c', 500n), transfer('t2', 'b', 300n)];
    expect(frozenOf(transfers, [{ counterpartId: 'b', minor: 700n }])).toEqual(
      new Map([
        ['t1', 400n],
        ['t2', 300n],
      ]),
    );
  });

  test('freezes no more than is open, and one amount never takes what is kept for another side', () => {
    const transfers = [transfer('t1', 'c', 500n), transfer('t2', 'b', 300n)];
    const claims = [
      { counterpartId: 'x', minor: 100n },
      { counterpartId: 'c', minor: 500n },
      { counterpartId: 'b', minor: 5000n },
    ];
    expect([...frozenOf(transfers, claims).values()]).toEqual([500n, 300n]);
    expect([...frozenOf(transfers, claims.slice(0, 2)).values()]).toEqual([500n, 100n]);
    expect([...frozenOf([transfer('t1', 'b', 0n)], claims).values()]).toEqual([0n]);
  });
});
