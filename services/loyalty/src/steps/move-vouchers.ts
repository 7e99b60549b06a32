import type { Transaction } from '@sippy/kit/db';
import type { NewEvent } from '@sippy/kit/events';
import type { Voucher } from '../domain/voucher.ts';
import { voucherEvent } from '../messages/vouchers.ts';
import { saveVouchers } from '../store/vouchers.ts';

/** Writes what becomes of locked vouchers, and tells of what matters to others. Those that stay as they are cost nothing. */
export async function moveVouchers<T extends Voucher>(
  tx: Transaction,
  vouchers: readonly T[],
  now: Date,
  move: (voucher: T) => Voucher,
): Promise<Voucher[]> {
  const moved = vouchers.map((before) => ({ before, after: move(before) }));
  const changed = moved.filter(({ before, after }) => before !== after);
  await saveVouchers(
    tx,
    changed.map(({ after }) => after),
    now,
  );
  await tx.append(changed.flatMap(({ before, after }) => eventOf(before, after)));
  return moved.map(({ after }) => after);
}

function eventOf(before: Voucher, after: Voucher): NewEvent[] {
  if (after.status === 'USED' && before.status !== 'USED') return [voucherEvent('voucher.used', after)];
  if (before.status !== 'USED' || after.status !== 'ISSUED') return [];
  const { orderId, cafeId } = before;
  return [voucherEvent('voucher.returned', { ...after, orderId, cafeId })];
}
