import type { Sippy } from '@sippy/sdk';
import { forEachAtOnce } from '../concurrency.ts';
import type { Owners } from '../import/owners.ts';
import type { ShopOptions } from '../import/plan.ts';
import { localInstant } from '../shop-folder/local-time.ts';
import type { Receipt } from '../shop-folder/model.ts';
import { receiptKey } from '../shop-folder/read-receipts.ts';
import type { Baristas } from './baristas.ts';
import { memberCards } from './member-cards.ts';
import { afterSale } from './member-sales.ts';
import { patiently } from './patiently.ts';
import { inTime, type PointsPlan } from './points-plan.ts';
import { type SoldThings, sellReceipt } from './sell-receipt.ts';
import { completedOrders } from './tally.ts';

/** What a replay is made with. */
export interface Replay {
  owner: Sippy;
  baristas: Baristas;
  owners: Owners;
  shop: ShopOptions;
  receipts: readonly Receipt[];
  concurrency: number;
  /** What receipts of members do with points; empty where the replay is without. */
  points: PointsPlan;
  progress(done: number, total: number): void;
}

/**
 * Sells the receipts that are not sold yet, many at a time, but those of one member one after the other: their points depend
 * on it. Returns how many there were.
 */
export async function sellAll(replay: Replay): Promise<number> {
  const { receipts, concurrency, points, progress } = replay;
  const sell = seller(replay);
  const ids = await soldBefore(replay);
  const sold = new Set(receipts.filter((receipt) => ids.has(orderIdOf(replay, receipt))));
  const isSold = (receipt: Receipt) => sold.has(receipt);
  const total = receipts.length - sold.size;
  let done = 0;
  const lines = [...byMember(receipts, points).values()];
  // The last that is sold of a member may have been interrupted before its points had moved.
  const open = lines.flatMap((line) => {
    const last = line.findLastIndex(isSold);
    const redone = last >= 0 && points.has(receiptKey(line[last] as Receipt)) ? last : last + 1;
    return line.length > redone ? [line.slice(redone)] : [];
  });
  await forEachAtOnce(open, concurrency, async (line) => {
    for (const receipt of line) {
      const wasSold = isSold(receipt);
      await sell(receipt, wasSold);
      if (!wasSold) progress(++done, total);
    }
  });
  return done;
}

/** Receipts of one member in their order; each of the others by itself. */
function byMember(receipts: readonly Receipt[], points: PointsPlan): Map<string, Receipt[]> {
  return Map.groupBy(points.size > 0 ? inTime(receipts) : receipts, (receipt) => {
    const key = receiptKey(receipt);
    const sale = points.get(key);
    return sale ? `member ${sale.memberId}` : key;
  });
}

function orderIdOf({ owners, shop }: Replay, receipt: Receipt): string {
  const taken = localInstant(receipt.date, receipt.time, shop.zone).instant;
  return owners.planOf(receipt.outletId).ids.at(taken, 'order', receiptKey(receipt));
}

async function soldBefore({ owner, owners, receipts }: Replay): Promise<Set<string>> {
  const sold = new Set<string>();
  const days = new Map(receipts.map(({ outletId, date }) => [`${outletId} ${date}`, { outletId, date }]));
  await forEachAtOnce(days.values(), 4, async ({ outletId, date }) => {
    const cafe = owners.planOf(outletId).cafes.find((candidate) => candidate.outletId === outletId);
    if (!cafe) return;
    for await (const order of completedOrders(owner, cafe.cafeId, date)) sold.add(order.orderId);
  });
  return sold;
}

/** Sells one receipt, unless it was, and has its points moved. */
function seller(replay: Replay): (receipt: Receipt, wasSold: boolean) => Promise<void> {
  const { owner, baristas, owners, points } = replay;
  const thingsOf = soldThings(replay);
  const cards = memberCards(owner, owners);
  return async (receipt, wasSold) => {
    const sale = points.get(receiptKey(receipt));
    const plan = owners.planOf(receipt.outletId);
    const staffId = plan.staff.find(({ sourceId }) => sourceId === receipt.staffId)?.staffId ?? '';
    await patiently(async () => {
      const things = { ...thingsOf(receipt), spends: sale?.spends ?? 0n };
      const barista = await baristas.at(things.cafeId, staffId);
      if (sale && sale.homeOutletId !== receipt.outletId && owners.networkId !== '')
        things.customerId = await cards.scan(barista, things.cafeId, sale.memberId, sale.homeOutletId);
      if (!wasSold) await sellReceipt(barista, receipt, things);
      if (sale) await afterSale({ owner, barista }, receipt, things, sale);
    });
  };
}

function soldThings({ owners, shop }: Replay): (receipt: Receipt) => SoldThings {
  const known = new Map(
    owners.plans.map((plan) => [
      plan,
      {
        cafes: new Map(plan.cafes.map((cafe) => [cafe.outletId, cafe.cafeId])),
        customers: new Map(plan.customers.map(({ sourceId, customerId }) => [sourceId, customerId])),
        products: new Map(
          plan.products.map(({ source, productId, variantId }) => [
            source.productId,
            { productId, variantId, priceMinor: source.priceMinor },
          ]),
        ),
      },
    ]),
  );
  return (receipt) => {
    const plan = owners.planOf(receipt.outletId);
    const things = known.get(plan);
    return {
      currency: shop.currency,
      zone: shop.zone,
      ids: plan.ids,
      cafeId: things?.cafes.get(receipt.outletId) ?? '',
      customerId: things?.customers.get(receipt.customerId) ?? '',
      spends: 0n,
      product: (sourceId) => things?.products.get(sourceId),
    };
  };
}
