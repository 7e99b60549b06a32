import { statement, type Transaction } from '@sippy/kit/db';
import type { kitchen_order as OrderRow, ticket as TicketRow } from '../../gen/prisma/client.ts';
import type { Changed, KitchenOrder, KitchenTicket } from '../domain/kitchen.ts';
import { ticketEvents } from '../messages/facts.ts';
import { orderOf, orderRow, ticketRow } from './rows.ts';

const ORDER_COLUMNS = `order_id, cafe_id, organisation_id, order_version, lines_version, status, number, kind, table_name,
  fired_course, progress_version`;
const TICKET_COLUMNS = `ticket_id, cafe_id, organisation_id, station_id, order_id, order_number, order_kind, table_name,
  status, recalled, undo_recalled, lines, fire_time, start_time, bump_time, update_time, version`;

const lockOrders = statement<OrderRow>(
  'kitchen_lock_orders',
  'select * from kitchen_order where order_id = any ($1::uuid[]) order by order_id for update',
);
const findTickets = statement<TicketRow>(
  'kitchen_find_tickets',
  'select * from ticket where order_id = any ($1::uuid[]) order by ticket_id',
);
const insertOrders = statement<{ order_id: string }>(
  'kitchen_insert_orders',
  `insert into kitchen_order (${ORDER_COLUMNS})
   select ${ORDER_COLUMNS} from jsonb_populate_recordset(null::kitchen_order, $1::jsonb) order by order_id
   on conflict (order_id) do nothing returning order_id`,
);
const updateOrders = statement<object>(
  'kitchen_update_orders',
  `update kitchen_order o set (order_version, lines_version, status, number, kind, table_name, fired_course, progress_version) =
     (n.order_version, n.lines_version, n.status, n.number, n.kind, n.table_name, n.fired_course, n.progress_version)
   from jsonb_populate_recordset(null::kitchen_order, $1::jsonb) n where o.order_id = n.order_id`,
);
const keepTickets = statement<object>(
  'kitchen_keep_tickets',
  `insert into ticket (${TICKET_COLUMNS})
   select ${TICKET_COLUMNS} from jsonb_populate_recordset(null::ticket, $1::jsonb)
   on conflict (ticket_id) do update set (order_kind, table_name, status, recalled, undo_recalled, lines, fire_time,
     start_time, bump_time, update_time, version) =
     (excluded.order_kind, excluded.table_name, excluded.status, excluded.recalled, excluded.undo_recalled,
     excluded.lines, excluded.fire_time, excluded.start_time, excluded.bump_time, excluded.update_time, excluded.version)`,
);

/** The orders with these ids that the kitchen knows, held until the end of the transaction. */
export async function holdOrders(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, KitchenOrder>> {
  const rows = await tx.query(lockOrders, [ids]);
  if (rows.length === 0) return new Map();
  const tickets = await tx.query(findTickets, [rows.map((row) => row.order_id)]);
  const byOrder = Map.groupBy(tickets, (ticket) => ticket.order_id);
  return new Map(rows.map((row) => [row.order_id, orderOf(row, byOrder.get(row.order_id) ?? [])]));
}

/** Adds orders that the kitchen did not know; returns the ids of those that somebody else added at the same time. */
export async function addOrders(tx: Transaction, orders: readonly KitchenOrder[]): Promise<string[]> {
  if (orders.length === 0) return [];
  const rows = await tx.query(insertOrders, [JSON.stringify(orders.map(orderRow))]);
  const added = new Set(rows.map((row) => row.order_id));
  return orders.map((order) => order.orderId).filter((id) => !added.has(id));
}

/** Keeps changed orders, which are held. */
export async function keepOrders(tx: Transaction, orders: readonly KitchenOrder[]): Promise<void> {
  if (orders.length > 0) await tx.query(updateOrders, [JSON.stringify(orders.map(orderRow))]);
}

/** Keeps the tickets that changed and tells of each change. */
export async function keepChanges(tx: Transaction, changed: readonly Changed[]): Promise<void> {
  const newest = new Map<string, { order: KitchenOrder; ticket: KitchenTicket }>();
  for (const { order, changes } of changed) {
    for (const { ticket } of changes) newest.set(ticket.ticketId, { order, ticket });
  }
  if (newest.size === 0) return;
  const rows = [...newest.values()].map(({ order, ticket }) => ticketRow(order, ticket));
  await tx.query(keepTickets, [JSON.stringify(rows)]);
  await tx.append(changed.flatMap(ticketEvents));
}
