import type { Sippy } from '@sippy/sdk';
import { eventually, place, shelfOf } from './audit-sales.ts';

/** Ids that tests go back to. */
export interface Earned {
  /** Order with which a member earned, and of which some money was given back. */
  earned: string;
  /** Hold whose points were spent on another order. */
  hold: string;
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
  const spent = await sippy.payment.payPoints({ orderId, wish: { $case: 'points', value: 60n } });
  await sippy.payment.refundPayment({
    paymentId: payment?.paymentId ?? '',
    amount: { currencyCode: 'EUR', minor: 400n },
    reason: 'cold',
  });
  return { earned, hold: spent.payment?.paymentId ?? '' };
}
