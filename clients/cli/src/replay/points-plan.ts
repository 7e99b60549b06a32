import type { PointsTerms } from '../shop-folder/expected-points.ts';
import type { Receipt, ShopFolder } from '../shop-folder/model.ts';
import { receiptKey } from '../shop-folder/read-receipts.ts';
import type { PointsRule } from './points-rule.ts';

/** What a receipt of a member does with points. */
export interface PointsSale {
  /** Customer of the folder. */
  memberId: string;
  /** Where they are at home. */
  homeOutletId: string;
  /** Points that pay a part of it; 0 for none. */
  spends: bigint;
  earns: bigint;
  /** What is given back of it. */
  refund?: {
    /** Of what money paid, in minor units. */
    money: bigint;
    /** Whether all that points paid is given back, too. */
    points: boolean;
    /** Earned points that are taken back. */
    takesBack: bigint;
  };
}

/** What each member's receipt does with points, by the receipt's key. */
export type PointsPlan = ReadonlyMap<string, PointsSale>;

/** Sorts receipts as their members' points need it: by date, time, outlet and transaction. */
export function inTime(receipts: readonly Receipt[]): Receipt[] {
  const keys = new Map(
    receipts.map((each) => [each, `${each.date} ${each.time} ${each.outletId}/${each.transactionId}`]),
  );
  const keyOf = (receipt: Receipt) => keys.get(receipt) ?? '';
  return receipts.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Decides what all receipts of a folder do with points, before any of them is sold: so a replay can begin again anywhere. */
export function planPoints(shop: ShopFolder, rule: PointsRule, terms: PointsTerms): PointsPlan {
  const selling = new Set(shop.receipts.map(({ outletId }) => outletId));
  const members = shop.customers.filter(({ homeOutletId }) => selling.has(homeOutletId));
  const byId = new Map(members.map((member) => [member.customerId, member]));
  const strangers = new Map(
    [...selling].map((outletId) => [outletId, members.filter((one) => one.homeOutletId !== outletId)]),
  );
  const balances = new Map<string, bigint>();
  const plan = new Map<string, PointsSale>();
  for (const receipt of inTime(shop.receipts)) {
    const key = receiptKey(receipt);
    const others = strangers.get(receipt.outletId) ?? [];
    const member = byId.get(receipt.customerId) ?? others[rule.visitor(key, others.length) ?? -1];
    const total = receipt.lines.reduce((sum, line) => sum + line.amountMinor, 0n);
    if (!member || total === 0n) continue;
    const sale = saleOf(key, total, balances.get(member.customerId) ?? 0n, rule, terms);
    balances.set(member.customerId, sale.balance);
    plan.set(key, { memberId: member.customerId, homeOutletId: member.homeOutletId, ...sale.does });
  }
  return plan;
}

function saleOf(key: string, total: bigint, balance: bigint, rule: PointsRule, terms: PointsTerms) {
  const room = ((total / 2n) * 1000n) / terms.perThousand;
  const most = balance < room ? balance : room;
  const worth = (most * terms.perThousand) / 1000n;
  const spends = rule.spends(key) && worth > 0n ? most : 0n;
  const money = total - (spends > 0n ? worth : 0n);
  const due = total / terms.unitMinor;
  const earns = (due * money) / total;
  const after = balance - spends + earns;
  const gives = rule.refund(key);
  const back = gives === 'all' ? money : money / 2n;
  // Where nothing is left to halve, nothing is given back.
  if (gives === undefined || back === 0n) return { does: { spends, earns }, balance: after };
  const takesBack = earns - (due * (money - back)) / total;
  const points = gives === 'all' && spends > 0n;
  return {
    does: { spends, earns, refund: { money: back, points, takesBack } },
    balance: after - takesBack + (points ? spends : 0n),
  };
}
