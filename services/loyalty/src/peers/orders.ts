import type { OnBehalf } from '@sippy/kit/client';
import { notFound, Refusal } from '@sippy/kit/refusal';
import type { ServiceHost } from '@sippy/kit/service';
import { type Order, OrderStatus } from '@sippy/proto/order/v1/order';
import { OrderServiceDefinition } from '@sippy/proto/order/v1/order_service';
import { newsOf, type OrderNews } from '../messages/order-news.ts';

/** An order as it is now. */
export interface AskedOrder extends OrderNews {
  /** As people know it. */
  number: string;
  /** What is still to be paid; 0 of a cancelled order. */
  due: bigint;
}

/** What loyalty asks of orders. */
export interface Orders {
  /** Refuses with NOT_FOUND. */
  read(orderId: string, on: OnBehalf): Promise<AskedOrder>;
}

/** Orders as the order service knows them. */
export function ordersPeer(host: Pick<ServiceHost, 'peer'>): Orders {
  const peer = host.peer(OrderServiceDefinition);
  return {
    async read(orderId, on) {
      const { order } = await peer.getPayable({ orderId }, on).catch((error) => {
        throw error instanceof Refusal && error.code === 'NOT_FOUND' ? notFound('order', orderId) : error;
      });
      if (!order) throw notFound('order', orderId);
      return { ...newsOf(order), number: order.number, due: dueOf(order) };
    },
  };
}

function dueOf({ status, totals }: Order): bigint {
  const due = totals?.due?.minor ?? 0n;
  return status === OrderStatus.CANCELLED || due < 0n ? 0n : due;
}
