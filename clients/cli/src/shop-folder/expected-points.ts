import type { PointsRule } from '../replay/points-rule.ts';
import type { Receipt, ShopFolder } from './model.ts';

/** What points are earned with and worth. */
export interface PointsTerms {
  /** Minor units that earn one point. */
  unitMinor: bigint;
  /** Minor units that 1,000 points are worth. */
  perThousand: bigint;
}

/** What a month comes to for the points of a shop, in points and minor units. */
export interface ExpectedPoints {
  outletId: string;
  issued: bigint;
  redeemedHome: bigint;
  redeemedAway: bigint;
  redeemedOfOthers: bigint;
  expired: bigint;
  reversed: bigint;
  outstanding: bigint;
  liability: bigint;
  owes: bigint;
  isOwed: bigint;
  net: bigint;
  /** What it pays for points that were spent. */
  paid: bigint;
  /** Members who came back to it, and what it pays for each; 0 where nobody did. */
  cameBack: bigint;
  each: bigint;
}

interface Lot {
  issuer: string;
  left: bigint;
}

/**
 * Works out from the rows alone what the shops of a folder owe each other, month by month (YYYY-MM), if its receipts are sold under
 * a random rule. It is written from the rules of points and settlement and shares no code with what sells, earns and
 * settles: a fault in one of the two shows as a difference.
 */
export function expectedPoints(
  shop: ShopFolder,
  receipts: readonly Receipt[],
  rule: PointsRule,
  terms: PointsTerms,
): Map<string, ExpectedPoints[]> {
  const shops = [...new Set(shop.receipts.map(({ outletId }) => outletId))].sort();
  const members = shop.customers.filter(({ homeOutletId }) => shops.includes(homeOutletId));
  const known = new Set(members.map(({ customerId }) => customerId));
  const purses = new Map<string, Lot[]>();
  const months = new Map<string, Month>();
  const visits = new Map<string, string>();
  for (const receipt of receipts.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))) {
    const name = `${receipt.date}/${receipt.outletId}/${receipt.transactionId}`;
    const strangers = members.filter(({ homeOutletId }) => homeOutletId !== receipt.outletId);
    const member = known.has(receipt.customerId)
      ? receipt.customerId
      : strangers[rule.visitor(name, strangers.length) ?? -1]?.customerId;
    const total = receipt.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    if (member === undefined || total === 0n) continue;
    const month = months.get(receipt.date.slice(0, 7)) ?? newMonth(shops);
    months.set(receipt.date.slice(0, 7), month);
    const lots = purses.get(member) ?? [];
    purses.set(member, lots);

    const spent = rule.spends(name) ? spend(lots, total / 2n, terms.perThousand) : [];
    for (const { lot, points } of spent) month.redeem(lot.issuer, receipt.outletId, points);
    const money = total - (spent.reduce((sum, { points }) => sum + points, 0n) * terms.perThousand) / 1000n;
    const worthOf = (kept: bigint) => ((total / terms.unitMinor) * kept) / total;
    const lot = { issuer: receipt.outletId, left: worthOf(money) };
    lots.push(lot);
    month.at(receipt.outletId).issued += lot.left;

    const refund = rule.refund(name);
    const kept = refund === undefined ? money : refund === 'all' ? 0n : money - money / 2n;
    if (worthOf(kept) > 0n) {
      const key = `${receipt.outletId} ${member}`;
      const first = visits.get(key) ?? receipt.date;
      visits.set(key, first);
      if (first < receipt.date) month.comeBack(receipt.outletId, member);
    }
    if (refund === undefined) continue;
    const lost = lot.left - worthOf(kept);
    lot.left -= lost;
    month.at(receipt.outletId).reversed += lost;
    if (refund === 'all')
      for (const { lot: from, points } of spent) {
        from.left += points;
        month.giveBack(from.issuer, receipt.outletId, points);
      }
  }
  const outstanding = new Map<string, bigint>();
  return new Map(
    [...months]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, month]) => [day, month.close(outstanding, terms)]),
  );
}

function orderOf({ date, time, outletId, transactionId }: Receipt): string {
  return `${date} ${time} ${outletId}/${transactionId}`;
}

/** Takes all that may pay an amount out of lots, the oldest first. */
function spend(lots: readonly Lot[], most: bigint, perThousand: bigint): { lot: Lot; points: bigint }[] {
  const held = lots.reduce((sum, { left }) => sum + left, 0n);
  const fits = (most * 1000n) / perThousand;
  let open = held < fits ? held : fits;
  if ((open * perThousand) / 1000n === 0n) return [];
  return lots.flatMap((lot) => {
    const points = lot.left < open ? lot.left : open;
    open -= points;
    lot.left -= points;
    return points > 0n ? [{ lot, points }] : [];
  });
}

interface Month {
  at(outletId: string): ExpectedPoints;
  redeem(issuer: string, at: string, points: bigint): void;
  giveBack(issuer: string, at: string, points: bigint): void;
  comeBack(at: string, member: string): void;
  /** Adds what is outstanding up to its end, and what the shops owe each other. */
  close(outstanding: Map<string, bigint>, terms: PointsTerms): ExpectedPoints[];
}

function newMonth(shops: readonly string[]): Month {
  const figures = new Map(
    shops.map((outletId): [string, ExpectedPoints] => [
      outletId,
      {
        ...{ outletId, issued: 0n, redeemedHome: 0n, redeemedAway: 0n, redeemedOfOthers: 0n, expired: 0n },
        ...{ reversed: 0n, outstanding: 0n, liability: 0n, owes: 0n, isOwed: 0n, net: 0n },
        ...{ paid: 0n, cameBack: 0n, each: 0n },
      },
    ]),
  );
  const claims = new Map<string, bigint>();
  const spent = new Map<string, bigint>();
  const cameBack = new Set<string>();
  const at = (outletId: string): ExpectedPoints => {
    const found = figures.get(outletId);
    if (!found) throw new Error(`outlet ${outletId} sells nothing`);
    return found;
  };
  const claim = (issuer: string, redeemer: string, points: bigint) => {
    spent.set(issuer, (spent.get(issuer) ?? 0n) + points);
    if (issuer === redeemer) return;
    claims.set(`${issuer} ${redeemer}`, (claims.get(`${issuer} ${redeemer}`) ?? 0n) + points);
  };
  return {
    at,
    redeem(issuer, redeemer, points) {
      at(issuer)[issuer === redeemer ? 'redeemedHome' : 'redeemedAway'] += points;
      if (issuer !== redeemer) at(redeemer).redeemedOfOthers += points;
      claim(issuer, redeemer, points);
    },
    giveBack(issuer, redeemer, points) {
      at(issuer).reversed -= points;
      claim(issuer, redeemer, -points);
    },
    comeBack(outletId, member) {
      cameBack.add(`${outletId} ${member}`);
    },
    close(outstanding, { perThousand }) {
      for (const [key, points] of claims) {
        const [issuer = '', redeemer = ''] = key.split(' ');
        const minor = halfEven(points * perThousand, 1000n);
        at(issuer).owes += minor;
        at(redeemer).isOwed += minor;
      }
      for (const one of figures.values()) {
        const { outletId, issued, redeemedHome, redeemedAway, expired, reversed } = one;
        const moved = issued - redeemedHome - redeemedAway - expired - reversed;
        one.outstanding = (outstanding.get(outletId) ?? 0n) + moved;
        outstanding.set(outletId, one.outstanding);
        one.liability = halfEven(one.outstanding * perThousand, 1000n);
        one.net = one.isOwed - one.owes;
        one.paid = halfEven((spent.get(outletId) ?? 0n) * perThousand, 1000n);
        one.cameBack = BigInt([...cameBack].filter((key) => key.startsWith(`${outletId} `)).length);
        one.each = one.cameBack === 0n ? 0n : halfEven(one.paid, one.cameBack);
      }
      return [...figures.values()];
    },
  };
}

function halfEven(amount: bigint, per: bigint): bigint {
  const sign = amount < 0n ? -1n : 1n;
  const whole = (amount * sign) / per;
  const twice = (amount * sign - whole * per) * 2n;
  const up = twice > per || (twice === per && whole % 2n === 1n);
  return sign * (up ? whole + 1n : whole);
}
