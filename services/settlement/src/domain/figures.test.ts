import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClaimSum, figuresOf, type MonthFacts } from './figures.ts';
import { roundHalfEven } from './shares.ts';

const owners = ['org-a', 'org-b', 'org-c', 'org-d'];
/** Six cafés: two of the owners have two. */
const cafes = owners.flatMap((organisationId, i) =>
  i < 2
    ? [1, 2].map((n) => ({ cafeId: `${organisationId}-${n}`, organisationId }))
    : [{ cafeId: `${organisationId}-1`, organisationId }],
);
const values = new Map([
  [1, 500n],
  [2, 333n],
  [3, 1001n],
]);
const version = fc.constantFrom(1, 2, 3);
const points = fc.bigInt({ min: -5000n, max: 50_000n });
const two = fc.uniqueArray(fc.constantFrom(...cafes), {
  minLength: 2,
  maxLength: 2,
  selector: (c) => c.cafeId,
});

const claims = fc.uniqueArray(
  fc.tuple(two, version, points).map(([[issuer, redeemer], valueVersion, count]): ClaimSum => {
    if (!issuer || !redeemer) throw new Error('two were asked for');
    return {
      ...{ issuerCafeId: issuer.cafeId, issuerOrganisationId: issuer.organisationId },
      ...{ ...redeemer, valueVersion, points: count },
    };
  }),
  { maxLength: 40, selector: (claim) => `${claim.issuerCafeId}${claim.cafeId}${claim.valueVersion}` },
);
const adjustment = fc
  .tuple(fc.shuffledSubarray(owners, { minLength: 2, maxLength: 2 }), fc.bigInt({ min: 1n, max: 9999n }))
  .map(([[debtorId = '', creditorId = ''], minor]) => ({
    ...{ adjustmentId: 'x', disputeId: 'd', debtorId, creditorId, minor },
    ...{ disputedMonth: '2026-03', invoiceNumber: 1n, lineNumber: 1 },
  }));
const facts: fc.Arbitrary<MonthFacts> = fc.record({
  claims,
  breakage: fc.uniqueArray(
    fc
      .tuple(fc.constantFrom(...cafes), version, fc.bigInt({ min: 1n, max: 9999n }))
      .map(([cafe, valueVersion, count]) => ({ ...cafe, valueVersion, points: count })),
    { maxLength: 8, selector: (one) => `${one.cafeId}${one.valueVersion}` },
  ),
  values: fc.constant(values),
  administratorId: fc.constantFrom('org-a', 'org-admin'),
  breakageToAdministrator: fc.boolean(),
  fee: fc.record({
    fixedMinor: fc.bigInt({ min: 0n, max: 5000n }),
    bps: fc.integer({ min: 0, max: 10_000 }),
  }),
  adjustments: fc.array(adjustment, { maxLength: 4 }),
  memberIds: fc.constant(owners),
});
const sum = (all: readonly bigint[]) => all.reduce((total, one) => total + one, 0n);

describe('whatever happened in a month', () => {
  test('the net positions of all cafés, and of all owners, sum to exactly zero, before and after fees', () => {
    fc.assert(
      fc.property(facts, (month) => {
        const figures = figuresOf(month);
        expect(sum(figures.cafes.map(({ net }) => net))).toBe(0n);
        for (const kind of ['net', 'fee', 'breakage', 'adjusted', 'total'] as const)
          expect(sum(figures.owners.map((owner) => owner[kind]))).toBe(0n);
      }),
    );
  });

  test('an owner receives and pays by transfers what is their total', () => {
    fc.assert(
      fc.property(facts, (month) => {
        const { owners: positions, transfers } = figuresOf(month);
        for (const { organisationId, total } of positions) {
          const received = transfers.filter((one) => one.creditorId === organisationId);
          const paid = transfers.filter((one) => one.debtorId === organisationId);
          expect(sum(received.map((one) => one.minor)) - sum(paid.map((one) => one.minor))).toBe(total);
        }
      }),
    );
  });

  test('what one café owes another is the exact value rounded once, and its parts add up to it', () => {
    fc.assert(
      fc.property(facts, (month) => {
        const pairs = Map.groupBy(figuresOf(month).claims, (one) => `${one.issuerCafeId} ${one.cafeId}`);
        for (const parts of pairs.values()) {
          const exact = sum(parts.map((one) => one.points * (values.get(one.valueVersion) ?? 0n)));
          expect(sum(parts.map((one) => one.minor))).toBe(roundHalfEven(exact, 1000n));
        }
      }),
    );
  });

  test('the order in which the facts come makes no difference', () => {
    fc.assert(
      fc.property(facts, (month) => {
        const turned = { ...month, claims: month.claims.toReversed(), breakage: month.breakage.toReversed() };
        expect(figuresOf(turned)).toEqual(figuresOf(month));
      }),
    );
  });
});

describe('an owner', () => {
  const claim = (issuer: number, redeemer: number, count: bigint): ClaimSum => {
    const [from, to] = [cafes[issuer], cafes[redeemer]];
    if (!from || !to) throw new Error('no such café');
    return {
      ...{ issuerCafeId: from.cafeId, issuerOrganisationId: from.organisationId },
      ...{ ...to, valueVersion: 1, points: count },
    };
  };
  const month = (all: ClaimSum[], extra: Partial<MonthFacts> = {}) =>
    figuresOf({
      ...{ claims: all, breakage: [], adjustments: [], values, administratorId: 'org-d' },
      ...{ breakageToAdministrator: false, fee: { fixedMinor: 0n, bps: 0 }, memberIds: owners },
      ...extra,
    });
  const of = (figures: ReturnType<typeof month>, id: string) =>
    figures.owners.find((owner) => owner.organisationId === id);

  test('owes nobody for points of one of their cafés that were spent at another of theirs', () => {
    const figures = month([claim(0, 1, 10_000n)]);
    expect(figures.cafes.map(({ net }) => net)).toEqual([-5000n, 5000n]);
    expect(of(figures, 'org-a')).toMatchObject({ owes: 0n, isOwed: 0n, net: 0n, total: 0n });
    expect(figures.transfers).toEqual([]);
  });

  test('pays the fixed fee and the share of what they owe before anything is set off; the administrator pays none', () => {
    const figures = month([claim(0, 2, 10_000n), claim(2, 0, 8_000n)], {
      fee: { fixedMinor: 100n, bps: 250 },
    });
    expect(of(figures, 'org-a')).toMatchObject({ owes: 5000n, isOwed: 4000n, net: -1000n, fee: -225n });
    expect(of(figures, 'org-b')).toMatchObject({ owes: 4000n, fee: -200n, total: 800n });
    expect(of(figures, 'org-c')).toMatchObject({ fee: -100n, total: -100n });
    expect(of(figures, 'org-d')).toMatchObject({ fee: 525n, total: 525n });
  });

  test('pays for expired points only where the network says so', () => {
    const breakage = [{ cafeId: 'org-a-1', organisationId: 'org-a', valueVersion: 1, points: 3000n }];
    expect(of(month([], { breakage }), 'org-a')?.total).toBe(0n);
    const paid = month([], { breakage, breakageToAdministrator: true });
    expect([of(paid, 'org-a')?.total, of(paid, 'org-d')?.total]).toEqual([-1500n, 1500n]);
  });
});
