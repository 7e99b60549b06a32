import type { OrderVoucher } from '../domain/order.ts';
import type { FreeItems, VoucherMisfit } from '../domain/pricing-terms.ts';

/** A voucher as it lies in JSON, behind the discounts of its order; amounts are below 2^53. */
export interface StoredVoucher {
  voucherId: string;
  name: string;
  bps?: number;
  fixed?: number;
  items?: FreeItems;
  minimum?: number;
  alone?: boolean;
  amount: number;
  misfit?: VoucherMisfit;
}

/** Tells vouchers from what staff gave. */
export function isVoucher(stored: object): stored is StoredVoucher {
  return 'voucherId' in stored;
}

/** A voucher for a `jsonb` column. */
export function storedVoucher(voucher: OrderVoucher): StoredVoucher {
  const { id: voucherId, name, value, minimum, alone, amount, misfit } = voucher;
  const stored: StoredVoucher = { voucherId, name, amount: Number(amount) };
  if ('bps' in value) stored.bps = value.bps;
  else if ('fixed' in value) stored.fixed = Number(value.fixed);
  else stored.items = value;
  if (minimum > 0n) stored.minimum = Number(minimum);
  if (alone) stored.alone = true;
  if (misfit) stored.misfit = misfit;
  return stored;
}

/** A voucher from a `jsonb` column. */
export function voucherOf(stored: StoredVoucher): OrderVoucher {
  const { voucherId: id, name, bps, fixed, items, minimum = 0, alone = false, amount, misfit } = stored;
  const value = items ?? (bps === undefined ? { fixed: BigInt(fixed ?? 0) } : { bps });
  return { id, name, value, minimum: BigInt(minimum), alone, amount: BigInt(amount), misfit };
}
