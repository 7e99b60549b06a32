/** What follows the sale of a member's receipt: points are earned, and sometimes something is given back. */
import { EntrySetKind } from '@sippy/proto/web/loyalty/v1/points';
import { PaymentStatus, Tender } from '@sippy/proto/web/payment/v1/payment';
import type { Sippy } from '@sippy/sdk';
import { localInstant } from '../shop-folder/local-time.ts';
import type { Receipt } from '../shop-folder/model.ts';
import { receiptKey } from '../shop-folder/read-receipts.ts';
import type { PointsSale } from './points-plan.ts';
import type { SoldThings } from './sell-receipt.ts';

const refundedAfterMs = 10 * 60_000;
const patienceMs = 60_000;
/** The newest movements of a member at a café; those of one order are near each other. */
const looksAt = 50;

/** Who does it: the owner gives money back, whoever is at the till looks. */
export interface Counter {
  owner: Sippy;
  barista: Sippy;
}

/**
 * Waits until a receipt that is sold has earned, gives back what is to be given back, and waits until that has been taken
 * off: after it nothing of this receipt can come between the member's next ones. It may be done again.
 */
export async function afterSale(
  { owner, barista }: Counter,
  receipt: Receipt,
  things: SoldThings,
  sale: PointsSale,
): Promise<void> {
  const taken = localInstant(receipt.date, receipt.time, things.zone).instant;
  const id = (kind: string) => things.ids.at(taken, kind, receiptKey(receipt));
  const orderId = id('order');
  const moved = (kind: EntrySetKind) => movedBy(barista, things, orderId, kind);
  await until(`${receiptKey(receipt)} has earned ${sale.earns}`, async () => {
    const earned = await moved(EntrySetKind.EARN);
    return earned.points === sale.earns;
  });
  const { refund } = sale;
  if (!refund) return;
  const { payments } = await barista.payment.listOrderPayments({ orderId });
  for (const { paymentId, tender, status } of payments) {
    const isPoints = tender === Tender.POINTS;
    if (status !== PaymentStatus.CAPTURED || (isPoints && !refund.points)) continue;
    await owner.payment.refundPayment({
      ...{
        requestId: id(isPoints ? 'points back' : 'money back'),
        paymentId,
        reason: 'given back in the replay',
      },
      ...(isPoints ? {} : { amount: { currencyCode: things.currency, minor: refund.money } }),
      refundTime: refundTime(receipt, taken, things.zone),
    });
  }
  const back = refund.points ? sale.spends : 0n;
  const sets = (refund.takesBack > 0n ? 1 : 0) + (back > 0n ? 1 : 0);
  await until(`${receiptKey(receipt)} is given back`, async () => {
    const reversed = await moved(EntrySetKind.REVERSE);
    return reversed.sets === sets && reversed.points === back - refund.takesBack;
  });
}

/** Ten minutes later, or at once where that would be another day. */
function refundTime({ date }: Receipt, taken: Date, zone: string): Date {
  const later = new Date(taken.getTime() + refundedAfterMs);
  return later < localInstant(date, '23:59:59', zone).instant ? later : taken;
}

async function movedBy(
  barista: Sippy,
  { cafeId, customerId }: SoldThings,
  orderId: string,
  kind: EntrySetKind,
): Promise<{ sets: number; points: bigint }> {
  const { entries } = await barista.loyalty.listPointsHistory({
    ...{ cafeId, customerId, page: { pageSize: looksAt } },
  });
  const sets = entries.filter((entry) => entry.orderId === orderId && entry.kind === kind);
  return { sets: sets.length, points: sets.reduce((sum, { points }) => sum + points, 0n) };
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (let waitMs = 20; !(await isSo()); waitMs = Math.min(waitMs * 2, 1000)) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}
