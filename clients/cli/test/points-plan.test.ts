import { expect, test } from 'vitest';
import { type PointsPlan, planPoints } from '../src/replay/points-plan.ts';
import { type PointsRule, pointsRule } from '../src/replay/points-rule.ts';
import { expectedPoints } from '../src/shop-folder/expected-points.ts';
import type { Receipt, ShopFolder } from '../src/shop-folder/model.ts';
import { readFolder } from '../src/shop-folder/read-folder.ts';
import { writeShop } from './shop-fixture.ts';

const origin = { file: 'x.csv', row: 1 };
const terms = { unitMinor: 100n, perThousand: 4500n };

/** Receipts of customer 7, who is at home at shop 1, and of nobody. */
function shopOf(...receipts: [outletId: string, customerId: string, minor: bigint][]): ShopFolder {
  const customer = { ...origin, name: 'Zoë', email: '', cardNumber: '', birthDate: '' };
  return {
    ...{ products: [], outlets: [], staff: [], findings: [] },
    customers: [{ ...customer, customerId: '7', homeOutletId: '1' }],
    receipts: receipts.map(
      ([outletId, customerId, amountMinor], i): Receipt => ({
        ...{
          date: '2019-04-01',
          time: `08:00:0${i}`,
          outletId,
          transactionId: `${i}`,
          staffId: '1',
          customerId,
        },
        inStore: true,
        lines: [
          {
            ...origin,
            productId: '1',
            quantity: 1,
            unitPriceMinor: amountMinor,
            amountMinor,
            promotion: false,
          },
        ],
      }),
    ),
  };
}

/** A rule that names receipts by their number. */
const ruleOf = (of: {
  visits?: number[];
  spends?: number[];
  refunds?: Record<string, 'all' | 'half'>;
}): PointsRule => {
  const number = (receipt: string) => Number(receipt.split('/')[2]);
  return {
    visitor: (receipt, candidates) =>
      candidates > 0 && of.visits?.includes(number(receipt)) ? 0 : undefined,
    spends: (receipt) => of.spends?.includes(number(receipt)) ?? false,
    refund: (receipt) => of.refunds?.[number(receipt)],
  };
};

test('what shops owe each other is what somebody works out by hand', () => {
  // 10.99 earns 10 at shop 1. 20.00 at shop 2: 10 points pay 0.45, and 20 × 19.55 / 20.00 are 19. 1.00 at shop 1: of 19
  // points of shop 2 11 pay 0.49, which is at most half; of it 0.51 earns 0. 5.00 at shop 2 is given back to half.
  const shop = shopOf(
    ['1', '7', 1099n],
    ['2', '', 2000n],
    ['1', '7', 100n],
    ['2', '7', 500n],
    ['2', '', 900n],
  );
  const rule = ruleOf({ visits: [1], spends: [0, 1, 2], refunds: { 3: 'half', 4: 'all' } });
  const [one, two] = expectedPoints(shop, shop.receipts, rule, terms).get('2019-04') ?? [];
  expect(one).toMatchObject({
    issued: 10n,
    redeemedHome: 0n,
    redeemedAway: 10n,
    redeemedOfOthers: 11n,
    reversed: 0n,
  });
  expect(two).toMatchObject({
    issued: 24n,
    redeemedAway: 11n,
    reversed: 3n,
    outstanding: 10n,
    liability: 45n,
  });
  // 10 points are 0.45; 11 are 0.495, half to even 0.50.
  expect([one?.owes, one?.isOwed, one?.net, two?.net]).toEqual([45n, 50n, 5n, -5n]);
  expect([one?.paid, two?.paid, one?.cameBack]).toEqual([45n, 50n, 0n]);
});

test('what is given back of a receipt gives its points back and takes off what it earned', () => {
  const shop = shopOf(['1', '7', 1000n], ['2', '7', 1000n], ['2', '7', 1000n]);
  const rule = ruleOf({ spends: [1, 2], refunds: { 1: 'all' } });
  const [one, two] = expectedPoints(shop, shop.receipts, rule, terms).get('2019-04') ?? [];
  expect(one).toMatchObject({ issued: 10n, redeemedAway: 20n, reversed: -10n, outstanding: 0n, owes: 45n });
  expect(two).toMatchObject({ issued: 18n, reversed: 9n, outstanding: 9n, isOwed: 45n });
});

test('what a replay plans comes to what the rows come to, whatever the seed', async () => {
  const { folder } = await writeShop(400);
  const shop = await readFolder(folder, { currency: 'JPY', zone: 'Europe/Paris' });
  for (let seed = 1; seed <= 40; seed++) {
    const yen = { unitMinor: 1n, perThousand: 45n };
    const rule = pointsRule(seed);
    const months = [...expectedPoints(shop, shop.receipts, rule, yen).values()].flat();
    const sum = (of: (one: (typeof months)[number]) => bigint) =>
      months.reduce((all, one) => all + of(one), 0n);
    expect(planned(planPoints(shop, rule, yen))).toEqual({
      issued: sum((one) => one.issued),
      spent: sum((one) => one.redeemedHome + one.redeemedAway),
      reversed: sum((one) => one.reversed),
    });
    expect(sum((one) => one.net)).toBe(0n);
    expect(sum((one) => one.redeemedAway)).toBe(sum((one) => one.redeemedOfOthers));
  }
});

function planned(plan: PointsPlan) {
  const sums = { issued: 0n, spent: 0n, reversed: 0n };
  for (const { earns, spends, refund } of plan.values()) {
    sums.issued += earns;
    sums.spent += spends;
    sums.reversed += (refund?.takesBack ?? 0n) - (refund?.points ? spends : 0n);
  }
  return sums;
}
