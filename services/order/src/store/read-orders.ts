import { type Database, statement } from '@sippy/kit/db';
import type { Page } from '@sippy/kit/page';
import type { Scope } from '@sippy/kit/scope';
import { addDays } from '@sippy/kit/time';
import type { Order, OrderChannelName, OrderKindName } from '../domain/order.ts';
import type { OrderStatusName } from '../domain/order-state.ts';
import type { PaymentStatusName } from '../domain/payment-state.ts';
import type { KnownOrders } from './known-orders.ts';
import { type OrderRow, orderColumns, orderOf } from './order-rows.ts';

const one = statement<OrderRow>('order_get', `select ${orderColumns} from "order" o where o.order_id = $1`);

/** Orders by their ids ($1), for those who read them inside a transaction. */
export const ordersSql = statement<OrderRow>(
  'order_get_many',
  `select ${orderColumns} from "order" o where o.order_id = any ($1::uuid[])`,
);

const writtenBy = statement<{ xmin: string }>(
  'order_written_by',
  'select xmin::text as xmin from "order" where order_id = $1',
);

/** Where orders are read. */
export interface OrderSource {
  readonly db: Database;
  readonly known: KnownOrders;
}

/** An order that the scope may see, or undefined. Of one that is known only its row's transaction is asked for. */
export async function findOrder(
  { db, known }: OrderSource,
  scope: Scope,
  orderId: string,
): Promise<Order | undefined> {
  if (known.has(orderId)) {
    const [written] = await db.read(scope, writtenBy, [orderId]);
    if (!written) return undefined;
    const order = known.at(orderId, written.xmin);
    if (order) return order;
  }
  const [row] = await db.read(scope, one, [orderId]);
  if (!row) return undefined;
  const order = orderOf(row);
  known.keep(order, row.xmin);
  return order;
}

/** Those of the orders that the scope may see, in no order. */
export async function findOrders(db: Database, scope: Scope, orderIds: readonly string[]): Promise<Order[]> {
  return orderIds.length === 0 ? [] : (await db.read(scope, ordersSql, [orderIds])).map(orderOf);
}

/** Which orders of a café or of a customer are listed; what is undefined does not matter. */
export interface OrderFilter {
  readonly cafeId?: string | undefined;
  readonly customerId?: string | undefined;
  readonly statuses?: readonly OrderStatusName[] | undefined;
  readonly paymentStatuses?: readonly PaymentStatusName[] | undefined;
  readonly kinds?: readonly OrderKindName[] | undefined;
  readonly channels?: readonly OrderChannelName[] | undefined;
  readonly businessDay?: string | undefined;
  /** What the number begins with. */
  readonly number?: string | undefined;
}

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const conditions = `
  and ($4::order_status[] is null or o.status = any ($4))
  and ($5::payment_status[] is null or o.payment_status = any ($5))
  and ($6::order_kind[] is null or o.kind = any ($6))
  and ($7::order_channel[] is null or o.channel = any ($7))
  and ($8::date is null or o.business_day = $8)
  and ($9::text is null or starts_with(o.number, $9))
  and (o.taken_time, o.order_id) < ($10::timestamptz, $11::uuid) and o.taken_time >= $12::timestamptz
  order by o.taken_time desc, o.order_id desc limit $1`;

const ofCafe = statement<OrderRow>(
  'order_list_cafe',
  `select ${orderColumns} from "order" o where o.cafe_id = $2 and ($3::uuid is null or o.customer_id = $3) ${conditions}`,
);

/** The same for orders that are still open, by their own small index. */
const openOfCafe = statement<OrderRow>(
  'order_list_cafe_open',
  `select ${orderColumns} from "order" o
  where o.cafe_id = $2 and o.is_open and ($3::uuid is null or o.customer_id = $3) ${conditions}`,
);

const ofCustomer = statement<OrderRow>(
  'order_list_customer',
  `select ${orderColumns} from "order" o where o.customer_id = $3 and ($2::uuid is null or o.cafe_id = $2) ${conditions}`,
);

/** The same for one who has ordered under several ids. */
const ofPerson = statement<OrderRow>(
  'order_list_person',
  `select ${orderColumns} from "order" o
  where o.customer_id = any ($3::uuid[]) and ($2::uuid is null or o.cafe_id = $2) ${conditions}`,
);

/** The same list for several ids of one customer. */
export function listOrdersOfAll(
  db: Database,
  scope: Scope,
  customerIds: readonly string[],
  filter: OrderFilter,
  page: Page<readonly ['time', 'uuid']>,
): Promise<Order[]> {
  return list(db, scope, ofPerson, { ...filter, customerId: customerIds }, page);
}

/** One more order than the page holds, if there are, the latest first. Of a café or else of a customer. */
export function listOrders(
  db: Database,
  scope: Scope,
  filter: OrderFilter,
  page: Page<readonly ['time', 'uuid']>,
): Promise<Order[]> {
  const which =
    filter.cafeId === undefined || (filter.customerId && !filter.businessDay) ? ofCustomer : cafeList(filter);
  return list(db, scope, which, filter, page);
}

async function list(
  db: Database,
  scope: Scope,
  which: typeof ofCafe,
  filter: Omit<OrderFilter, 'customerId'> & { customerId?: string | readonly string[] | undefined },
  page: Page<readonly ['time', 'uuid']>,
): Promise<Order[]> {
  const span = spanOf(filter.businessDay);
  const after = page.after ?? [span.end, LAST_ID];
  const rows = await db.read(scope, which, [
    page.size + 1,
    filter.cafeId ?? null,
    filter.customerId ?? null,
    listed(filter.statuses),
    listed(filter.paymentStatuses),
    listed(filter.kinds),
    listed(filter.channels),
    filter.businessDay ?? null,
    filter.number ?? null,
    after[0],
    after[1],
    span.start,
  ]);
  return rows.map(orderOf);
}

/** Where an order stands in a list: what the next page begins after. */
export function orderKey(order: Order): [Date, string] {
  return [order.takenTime, order.orderId];
}

/** Times between which every order of a business day was taken, whatever the zone and cut-over: what an index can use. */
function spanOf(businessDay: string | undefined): { start: string; end: string } {
  return businessDay
    ? { start: addDays(businessDay, -1), end: addDays(businessDay, 3) }
    : { start: '-infinity', end: 'infinity' };
}

function cafeList({ statuses }: OrderFilter): typeof ofCafe {
  const open =
    statuses?.length && statuses.every((status) => status !== 'COMPLETED' && status !== 'CANCELLED');
  return open ? openOfCafe : ofCafe;
}

function listed<T>(values: readonly T[] | undefined): readonly T[] | null {
  return values && values.length > 0 ? values : null;
}
