import type { OnBehalf } from '@sippy/kit/client';
import { newId } from '@sippy/kit/ids';
import { Refusal } from '@sippy/kit/refusal';
import type { ServiceHost } from '@sippy/kit/service';
import { type Order, OrderStatus, PaymentStatus, type VoucherTerms } from '@sippy/proto/order/v1/order';
import { OrderServiceDefinition } from '@sippy/proto/order/v1/order_service';

/** What loyalty asks of orders about vouchers. */
export interface OrderVouchers {
  /** An order as it is now; undefined if there is none. */
  find(orderId: string, on: OnBehalf): Promise<Order | undefined>;
  /** Puts a voucher of a customer on an order until a time. Refuses what the order service refuses. */
  put(
    asked: { orderId: string; customerId: string; voucher: VoucherTerms; expireTime: Date },
    on: OnBehalf,
  ): Promise<Order>;
  /** Takes a voucher off an order; succeeds where there is none. */
  take(asked: { orderId: string; voucherId: string }, on: OnBehalf): Promise<Order>;
}

/** Orders as the order service knows them. */
export function orderVouchersPeer(host: Pick<ServiceHost, 'peer'>): OrderVouchers {
  const peer = host.peer(OrderServiceDefinition);
  return {
    async find(orderId, on) {
      const found = await peer.getPayable({ orderId }, on).catch((error) => {
        if (error instanceof Refusal && error.code === 'NOT_FOUND') return undefined;
        throw error;
      });
      return found?.order;
    },
    async put(asked, on) {
      return given(await peer.putVoucher({ requestId: newId(), ...asked }, on));
    },
    async take(asked, on) {
      return given(await peer.takeVoucher({ requestId: newId(), ...asked }, on));
    },
  };
}

/** Whether an order has a voucher. */
export function carries(order: Order, voucherId: string): boolean {
  return order.discounts.some(({ voucher }) => voucher?.voucherId === voucherId);
}

/** Whether an order was given up. */
export function isCancelled({ status }: Order): boolean {
  return status === OrderStatus.CANCELLED;
}

/** Whether nothing of an order is open, be it paid or free. */
export function isSettled({ status, paymentStatus }: Order): boolean {
  return paymentStatus === PaymentStatus.PAID || status === OrderStatus.COMPLETED;
}

function given({ order }: { order: Order | undefined }): Order {
  if (!order) throw new Error('the order service answered without an order');
  return order;
}
