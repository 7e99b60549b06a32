/** What orders say of a person, and how it is removed. */
import { type Database, statement } from '@sippy/kit/db';
import { redactEvents } from '@sippy/kit/event-redact';
import type { Event } from '@sippy/kit/events';
import type { PersonalSection, Subject } from '@sippy/kit/personal-data';
import { serviceScope } from '@sippy/kit/scope';

/** What is kept of a person: all of their orders. */
export const personalSections: readonly PersonalSection[] = [
  {
    kind: 'order.orders',
    sql: statement(
      'order_export',
      `select o.order_id as id, jsonb_build_object('order_id', o.order_id, 'cafe_id', o.cafe_id, 'number', o.number,
         'business_day', o.business_day, 'status', o.status, 'payment_status', o.payment_status, 'kind', o.kind,
         'channel', o.channel, 'customer_name', o.customer_name, 'table', o.table_name, 'note', o.note,
         'currency', o.currency, 'total', o.total, 'taken_time', o.taken_time, 'complete_time', o.complete_time,
         'lines', (select coalesce(jsonb_agg(jsonb_build_object('product', l.detail->>'productName',
           'variant', l.detail->>'variantName', 'note', l.detail->>'note', 'quantity', l.quantity, 'total', l.total)
           order by l.position), '[]') from order_line l where l.order_id = o.order_id))::text as json
       from "order" o
       where o.customer_id = any ($1::uuid[]) and ($2::uuid is null or o.organisation_id = $2)
         and ($3::uuid is null or o.order_id > $3)
       order by o.order_id limit $4`,
    ),
  },
];

/** How many orders are looked at in one call. */
export const ERASED_AT_ONCE = 100;

const ordersSql = statement<{ orderId: string }>(
  'order_of_person',
  `select order_id as "orderId" from "order"
   where customer_id = any ($1::uuid[]) and ($2::uuid is null or organisation_id = $2)
     and ($3::uuid is null or order_id > $3)
   order by order_id limit $4`,
);

/** Text of JSON in which every note is empty. A quote within a text is escaped, so nothing but a key is found. */
const blank = (column: string) =>
  `regexp_replace(${column}::text, '"note": "([^"\\\\]|\\\\.)*"', '"note": ""', 'g')::jsonb`;

const eraseOrdersSql = statement<object>(
  'order_erase',
  `update "order" set customer_name = '', note = '', discounts = ${blank('discounts')},
     cancel_reason = ${blank('cancel_reason')}
   where order_id = any ($1::uuid[])
     and (customer_name <> '' or note <> '' or discounts <> ${blank('discounts')}
       or cancel_reason is distinct from ${blank('cancel_reason')})`,
);

const eraseLinesSql = statement<object>(
  'order_erase_lines',
  `update order_line set detail = ${blank('detail')} where order_id = any ($1::uuid[]) and detail <> ${blank('detail')}`,
);

/** Some orders of a person, after the one with this id. */
export async function ordersOfPerson(
  db: Database,
  { customerIds, organisationId }: Subject,
  after: string,
): Promise<string[]> {
  const params = [customerIds, organisationId || null, after || null, ERASED_AT_ONCE];
  return (await db.read(serviceScope, ordersSql, params)).map(({ orderId }) => orderId);
}

/** Empties names and notes of orders, and takes notes out of their events. Their versions stay: nothing was decided. */
export function eraseOrders(
  db: Database,
  orderIds: readonly string[],
  redact: (event: Event) => Uint8Array | undefined,
): Promise<void> {
  return db.transaction(serviceScope, async (tx) => {
    await tx.query(eraseOrdersSql, [orderIds]);
    await tx.query(eraseLinesSql, [orderIds]);
    await redactEvents(tx, orderIds, redact);
  });
}
