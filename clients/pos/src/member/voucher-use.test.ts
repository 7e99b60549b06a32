import { Voucher, VoucherStatus } from '@sippy/proto/web/loyalty/v1/voucher';
import { expect, test } from 'vitest';
import { isVoucherCode, voucherUse } from './voucher-use.ts';

const sale = { cafeId: 'here', orderId: 'order', today: '2026-03-15' };
const voucher = (changed: Partial<Voucher>): Voucher =>
  Voucher.fromPartial({
    ...{ status: VoucherStatus.ISSUED, firstDay: '2026-03-01', lastDay: '2026-03-31', cafeIds: ['here'] },
    ...changed,
  });

test.each([
  ['on its first day', { firstDay: '2026-03-15' }, 'free'],
  ['on its last day', { lastDay: '2026-03-15' }, 'free'],
  ['that every café takes', { cafeIds: [] }, 'free'],
  ['before its first day', { firstDay: '2026-03-16' }, 'later'],
  ['after its last day', { lastDay: '2026-03-14' }, 'over'],
  ['of other cafés', { cafeIds: ['there'] }, 'otherCafe'],
  ['on this sale', { status: VoucherStatus.APPLIED, orderId: 'order' }, 'here'],
  ['on another sale', { status: VoucherStatus.APPLIED, orderId: 'other' }, 'otherOrder'],
  ['that was used', { status: VoucherStatus.USED, orderId: 'order' }, 'over'],
])('a voucher %s', (_, changed, use) => {
  expect(voucherUse(voucher(changed), sale)).toBe(use);
});

test.each([
  ['ABCDE-FGHJK-MNPQR-ST234', true],
  ['abcde fghjk mnpqr st234', true],
  ['ABCDEFGHJKMNPQRST23', false],
  ['ABCDEFGHIJKLMNOPQRST', false],
  ['482109357', false],
  ['+491715550102', false],
])('“%s” may be a voucher’s code: %s', (text, isCode) => {
  expect(isVoucherCode(text)).toBe(isCode);
});
