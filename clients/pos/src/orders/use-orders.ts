import { type Order, OrderStatus, PaymentStatus } from '@sippy/proto/web/order/v1/order';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { liveOrdersOf, useLiveOrders } from '../live/live-orders.ts';
import { useTill } from '../till/till.tsx';
import { isIn, joined, matches, numberPrefix, type OrderFilter } from './order-search.ts';

const pageSize = 50;

const askedFor: Readonly<Record<OrderFilter, { statuses: OrderStatus[]; paymentStatuses: PaymentStatus[] }>> =
  {
    all: { statuses: [], paymentStatuses: [] },
    open: {
      statuses: [OrderStatus.CREATED, OrderStatus.PENDING, OrderStatus.PREPARING, OrderStatus.READY],
      paymentStatuses: [PaymentStatus.UNPAID, PaymentStatus.PARTIALLY_PAID],
    },
    kitchen: {
      statuses: [OrderStatus.PENDING, OrderStatus.PREPARING, OrderStatus.READY],
      paymentStatuses: [],
    },
  };

/** Orders that fit a filter and a search: those that were listed, kept new by the café's stream. */
export function useOrders(filter: OrderFilter, search: string) {
  const till = useTill();
  const { sippy, cafe } = till;
  const { cafeId } = cafe;
  const book = useLiveOrders(till);
  const number = useDeferredValue(numberPrefix(search));
  const listed = useInfiniteQuery({
    queryKey: ['orders', cafeId, filter, number],
    queryFn: ({ pageParam }) =>
      sippy.order.listCafeOrders({
        cafeId,
        ...askedFor[filter],
        number,
        page: { pageSize, pageToken: pageParam },
      }),
    initialPageParam: '',
    getNextPageParam: ({ pageInfo }) => pageInfo?.nextPageToken || undefined,
    staleTime: 0,
    placeholderData: (before) => before,
  });
  const pages = listed.data?.pages.flatMap(({ orders }) => orders) ?? [];
  const orders = joined(pages, book.orders.values()).filter(
    (order) => isIn(filter, order) && matches(order, search),
  );
  return { orders, listed, book };
}

/** One order with its payments, kept new by the café's stream. */
export function useOrder(orderId: string, known: Order | undefined) {
  const till = useTill();
  const { sippy } = till;
  const live = liveOrdersOf(till);
  const book = useLiveOrders(till);
  const order = book.orders.get(orderId) ?? known;
  const payments = useQuery({
    // A newer order may come of a payment.
    queryKey: ['order-payments', orderId, String(order?.version ?? 0n)],
    queryFn: async () => (await sippy.payment.listOrderPayments({ orderId })).payments,
    staleTime: 0,
    placeholderData: (before) => before,
  });
  const refresh = async () => {
    const { order: now } = await sippy.order.getOrder({ orderId });
    if (now) live.hear(now);
    await payments.refetch();
  };
  return { order, payments, refresh };
}
