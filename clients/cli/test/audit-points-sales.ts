import type { Sippy } from '@sippy/sdk';
import { eventually, place, shelfOf } from './audit-sales.ts';

/** Ids that tests go back to. */
export interface Earned {
  /** Order with which a member earned, and of which some money was given back. */
  earned: string;
  /** Hold whose points were spent on another order. */
  hold: string;
  /** Customer who has bought and was forgotten. */
  erased: string;
}

/** A voucher of the demo's campaign on an order, which is paid afterwards. */
async function applyVoucher(
  sippy: Sippy,
  cafeId: string,
  customerId: string,
  orderId: string,
): Promise<void> {
  const { cafe } = await sippy.cafe.getCafe({ cafeId });
  const organisationId = cafe?.organisationId ?? '';
  const { campaigns } = await sippy.voucher.listCampaigns({ organisationId });
  const campaignId = campaigns[0]?.campaignId ?? '';
  const { vouchers } = await sippy.voucher.issueVouchers({
    ...{ organisationId, campaignId, customerIds: [customerId] },
  });
  await sippy.voucher.applyVoucher({
    ...{ cafeId, customerId, voucherId: vouchers[0]?.voucherId ?? '', orderId },
  });
}

/** A member earns and spends points; then money of the order with which they were earned is given back. */
export async function earnAndSpend(sippy: Sippy, cafeId: string): Promise<Earned> {
  const shelf = await shelfOf(sippy, cafeId);
  const { customer } = await sippy.customer.createCustomer({ cafeId, name: 'Mia Member' });
  const customerId = customer?.profile?.customerId ?? '';
  const { orderId: earned } = await place(sippy, shelf, [shelf.line('Granola Bowl', 2)], { customerId });
  const { payment } = await sippy.payment.payCash({ orderId: earned });
  await eventually(async () => {
    const { balances } = await sippy.loyalty.getBalance({ cafeId, customerId });
    return (balances[0]?.points ?? 0n) > 0n ? true : undefined;
  });
  const { orderId } = await place(sippy, shelf, [shelf.line('Granola Bowl', 1)], { customerId });
  await applyVoucher(sippy, cafeId, customerId, orderId);
  const spent = await sippy.payment.payPoints({ orderId, wish: { $case: 'points', value: 60n } });
  await sippy.payment.refundPayment({
    paymentId: payment?.paymentId ?? '',
    amount: { currencyCode: 'EUR', minor: 400n },
    reason: 'cold',
  });
  return { earned, hold: spent.payment?.paymentId ?? '', erased: await forget(sippy, cafeId) };
}

/** A customer buys and is forgotten. */
async function forget(sippy: Sippy, cafeId: string): Promise<string> {
  const shelf = await shelfOf(sippy, cafeId);
  const { cafe } = await sippy.cafe.getCafe({ cafeId });
  const organisationId = cafe?.organisationId ?? '';
  const { customer } = await sippy.customer.createCustomer({
    cafeId,
    name: 'Erik Erased',
    phone: '+4930123456',
  });
  const customerId = customer?.profile?.customerId ?? '';
  const note = { customerId, customerName: 'Erik', note: 'for Erik' };
  const { orderId } = await place(sippy, shelf, [shelf.line('Granola Bowl', 1)], note);
  await sippy.payment.payCash({ orderId });
  const { erasure } = await sippy.privacy.eraseCustomer({ organisationId, customerId });
  const { erasureId } = erasure ?? { erasureId: '' };
  await eventually(async () => {
    const now = await sippy.privacy.getErasure({ erasureId });
    return now.erasure?.eraseTime ? true : undefined;
  });
  return customerId;
}
