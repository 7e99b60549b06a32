/** Whether a voucher can be used on a sale. Pure. */
import { type Voucher, VoucherStatus } from '@sippy/proto/web/loyalty/v1/voucher';

/** Where a voucher is to be used. */
export interface VoucherPlace {
  readonly cafeId: string;
  /** The order of the sale, whether the server knows of it or not. */
  readonly orderId: string;
  /** The café's date, as YYYY-MM-DD. */
  readonly today: string;
}

/** `free`: it can be used. `here`: it is on this sale. The others say why it cannot be used. */
export type VoucherUse = 'free' | 'here' | 'otherOrder' | 'otherCafe' | 'later' | 'over';

/** How a voucher stands to a sale. */
export function voucherUse(voucher: Voucher, { cafeId, orderId, today }: VoucherPlace): VoucherUse {
  const { status, cafeIds, firstDay, lastDay } = voucher;
  if (status === VoucherStatus.APPLIED) return voucher.orderId === orderId ? 'here' : 'otherOrder';
  if (status !== VoucherStatus.ISSUED || lastDay < today) return 'over';
  if (cafeIds.length > 0 && !cafeIds.includes(cafeId)) return 'otherCafe';
  return firstDay > today ? 'later' : 'free';
}

/** Whether a text that was typed or scanned has the form of a voucher's code. */
export function isVoucherCode(text: string): boolean {
  return /^[A-HJKMNP-TV-Z2-9]{20}$/.test(text.toUpperCase().replace(/[\s-]/g, ''));
}

/** The date in a zone, as YYYY-MM-DD. */
export function todayIn(zone: string, now: Date = new Date()): string {
  return now.toLocaleDateString('sv-SE', { timeZone: zone });
}
