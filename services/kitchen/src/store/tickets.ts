import { type Database, statement } from '@sippy/kit/db';
import type { Page, PageKey } from '@sippy/kit/page';
import { notFound } from '@sippy/kit/refusal';
import type { Scope } from '@sippy/kit/scope';
import type { AllDayItem, Ticket } from '@sippy/proto/kitchen/v1/kitchen';
import type { ticket as TicketRow } from '../../gen/prisma/client.ts';
import type { KitchenModifier, TicketStatusName } from '../domain/kitchen.ts';
import { allDayItem, ticketMessage } from '../messages/answers.ts';
import { headOf, ticketOf } from './rows.ts';

/** A row of what is still to be made: how many of one product with these modifiers. */
export interface AllDayRow {
  product_id: string;
  product_name: string;
  variant_name: string;
  modifiers: KitchenModifier[];
  quantity: number;
}

/** What a station still has to look at. */
export const ACTIVE: readonly TicketStatusName[] = ['HELD', 'OPEN', 'CANCELLED'];

const findTicket = statement<TicketRow>('kitchen_find_ticket', 'select * from ticket where ticket_id = $1');
const ofOrder = statement<TicketRow>(
  'kitchen_tickets_of_order',
  'select * from ticket where cafe_id = $1 and order_id = $2 order by ticket_id',
);

const FILTER = `cafe_id = $1 and status = any ($2) and ($3::uuid[] is null or station_id = any ($3))
  and ($4::uuid is null or order_id = $4)`;
/** Milliseconds of a time that may be missing: missing ones come last. */
const PLACE = `coalesce((extract(epoch from fire_time) * 1000)::bigint, 9000000000000000)`;

const listActive = statement<TicketRow & { place: bigint }>(
  'kitchen_list_active',
  `select *, ${PLACE} as place from ticket
   where ${FILTER} and ($5::boolean is null or (not recalled, ${PLACE}, ticket_id) > ($5, $6::bigint, $7::uuid))
   order by not recalled, place, ticket_id limit $8`,
);
const listDone = statement<TicketRow>(
  'kitchen_list_done',
  `select * from ticket where ${FILTER}
     and ($5::timestamptz is null or (update_time, ticket_id) < ($5, $6::uuid))
   order by update_time desc, ticket_id desc limit $7`,
);
const allDay = statement<AllDayRow>(
  'kitchen_all_day',
  `select l.product_id, l.product_name, l.variant_name, l.modifiers, sum(l.fired_quantity - l.cancelled_quantity - l.made_quantity)::int as quantity
   from ticket t cross join lateral jsonb_to_recordset(t.lines) as l (product_id uuid, product_name text,
     variant_name text, modifiers jsonb, fired_quantity integer, cancelled_quantity integer, made_quantity integer)
   where t.cafe_id = $1 and t.status = 'OPEN' and ($2::uuid is null or t.station_id = $2)
     and l.fired_quantity - l.cancelled_quantity > l.made_quantity
   group by 1, 2, 3, 4 order by quantity desc, 2, 3, 4 limit 1000`,
);

/** Reads a ticket that the scope can see. Refuses with NOT_FOUND. */
export async function getTicket(db: Database, scope: Scope, ticketId: string): Promise<Ticket> {
  const [row] = await db.read(scope, findTicket, [ticketId]);
  if (!row) throw notFound('ticket', ticketId);
  return answerOf(row);
}

/** The tickets of an order. */
export async function ticketsOfOrder(
  db: Database,
  scope: Scope,
  cafeId: string,
  orderId: string,
): Promise<Ticket[]> {
  return (await db.read(scope, ofOrder, [cafeId, orderId])).map(answerOf);
}

/** Which tickets of a café. */
export interface TicketFilter {
  cafeId: string;
  statuses: readonly TicketStatusName[];
  /** None means all. */
  stationIds: readonly string[];
  /** Empty means all. */
  orderId: string;
}

/** Whether a list of tickets in these states goes by what was done last, and not by what is to be done next. */
export function isHistory(statuses: readonly TicketStatusName[]): boolean {
  return statuses.every((status) => status === 'BUMPED' || status === 'CLOSED');
}

/** Sort key of tickets with something to do: not recalled, place, id. */
export const activeKey = ['flag', 'int53', 'uuid'] as const;

/** Sort key of tickets in history: time of the last change, id. */
export const doneKey = ['time', 'uuid'] as const;

type TicketKey = typeof activeKey | typeof doneKey;

/** Tickets as a station works through them, one more than the page has; in history those changed last come first. */
export async function listTickets(
  db: Database,
  scope: Scope,
  filter: TicketFilter,
  { size, after }: Page<TicketKey>,
): Promise<Ticket[]> {
  const stations = filter.stationIds.length > 0 ? filter.stationIds : null;
  const params = [filter.cafeId, filter.statuses, stations, filter.orderId || null];
  const rows = isHistory(filter.statuses)
    ? await db.read(scope, listDone, [...params, ...(after ?? [null, null]), size + 1])
    : await db.read(scope, listActive, [...params, ...(after ?? [null, null, null]), size + 1]);
  return rows.map(answerOf);
}

/** The key of a ticket in `listTickets`. */
export function pageKeyOf(ticket: Ticket, history: boolean): PageKey<TicketKey> {
  if (history) return [ticket.updateTime ?? new Date(0), ticket.ticketId];
  return [!ticket.recalled, ticket.fireTime?.getTime() ?? 9_000_000_000_000_000, ticket.ticketId];
}

/** What is still to be made at a café, or at one of its stations (empty: all). */
export async function readAllDay(
  db: Database,
  scope: Scope,
  cafeId: string,
  stationId: string,
): Promise<AllDayItem[]> {
  const rows = await db.read(scope, allDay, [cafeId, stationId || null]);
  return rows.map(allDayItem);
}

function answerOf(row: TicketRow): Ticket {
  return ticketMessage(headOf(row), ticketOf(row));
}
