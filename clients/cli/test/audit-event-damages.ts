import { TicketFired } from '@sippy/proto/kitchen/v1/kitchen_event';
import { copied, type Damage, reword, sql } from './audit-damage.ts';

/** Whatever can be wrong with what services know of each other, and with the way it comes. */
export const eventDamages: readonly Damage[] = [
  {
    check: 'kitchen-quantities',
    wrong: 'a station was told to make one too many',
    says: /to be prepared, \d+ on tickets/,
    tables: ['kitchen.ticket', 'kitchen.event'],
    async damage(books) {
      const [ticket] = await books.write(
        'kitchen',
        `update ticket set lines = jsonb_set(lines, '{0,fired_quantity}', to_jsonb((lines #>> '{0,fired_quantity}')::integer + 1))
         where ticket_id = (select ticket_id from ticket where order_id = $1 limit 1)
         returning ticket_id, lines #>> '{0,line_id}' as line_id`,
        [books.sold.cooking],
      );
      await reword(books, 'kitchen', String(ticket?.ticket_id), (payload) => {
        const fact = TicketFired.decode(payload);
        for (const line of fact.ticket?.lines ?? [])
          if (line.lineId === ticket?.line_id) line.firedQuantity += 1;
        return TicketFired.encode(fact).finish();
      });
    },
  },
  sql(
    'order-log',
    'an order is not what its events say',
    /is .* not/,
    ['order.order'],
    `update "order" set table_name = 'x' where order_id = $1`,
    'paid',
  ),
  sql(
    'order-log',
    'a line is not what its events say',
    /its lines are not/,
    ['order.order_line'],
    `update order_line set voided_quantity = 9 where order_id = $1`,
    'paid',
  ),
  sql(
    'payment-log',
    'a payment is not what its events say',
    /is CANCELLED after payment.failed/,
    ['payment.payment'],
    `update payment set status = 'CANCELLED' where order_id = $1`,
    'declined',
  ),
  sql(
    'ticket-log',
    'a ticket is not what its events say',
    /is .* not/,
    ['kitchen.ticket'],
    'update ticket set recalled = not recalled where order_id = $1',
    'cooking',
  ),
  sql(
    'payments-at-order',
    'an order has not heard of its payment',
    /knows version 0 of its payments/,
    ['order.order'],
    'update "order" set standing_version = 0 where order_id = $1',
    'paid',
  ),
  sql(
    'kitchen-at-order',
    'an order has not heard of the kitchen',
    /knows version 0 of the kitchen/,
    ['order.order'],
    'update "order" set kitchen_version = 0 where order_id = $1',
    'cooking',
  ),
  sql(
    'orders-at-kitchen',
    'the kitchen has not heard of a change',
    /is for table/,
    ['kitchen.kitchen_order'],
    `update kitchen_order set table_name = 'x' where order_id = $1`,
    'cooking',
  ),
  sql(
    'cafes-at-catalog',
    'a menu is in another time zone than its café',
    /in zone/,
    ['catalog.menu'],
    `update menu set time_zone = 'Asia/Tokyo'`,
  ),
  sql(
    'event-gaps',
    'a version has no event',
    /1 gaps/,
    ['order.event'],
    'update event set aggregate_version = 99 where id = (select id from event where aggregate_id = $1 order by aggregate_version desc limit 1)',
    'paid',
  ),
  sql(
    'event-gaps',
    'a version has two events',
    /versions twice/,
    ['catalog.event'],
    `insert into event overriding system value ${copied(`'id', uuidv7(interval '-1 year'), 'time', now() - interval '1 year'`)}
       from event e where type = 'product.created' limit 1`,
  ),
  sql(
    'event-streams',
    'an event has never reached its stream',
    /is not in the stream/,
    ['auth.event'],
    `insert into event overriding system value ${copied(`'id', uuidv7(), 'aggregate_id', uuidv7()`)}
       from event e where aggregate_type = 'user' limit 1`,
  ),
  sql(
    'event-streams',
    'a stream holds an event that the log does not know',
    /does not know it/,
    ['auth.event'],
    `delete from event where id = (select id from event where aggregate_type = 'user' limit 1)`,
  ),
  sql(
    'event-inboxes',
    'a consumer has missed an event',
    /was not applied by kitchen-orders/,
    ['kitchen.inbox'],
    'delete from inbox where event_id = (select min(event_id::text)::uuid from inbox)',
  ),
  sql(
    'event-inboxes',
    'a consumer has taken an event twice',
    /2 times by kitchen-orders/,
    ['kitchen.inbox'],
    `insert into inbox select bucket + 1, consumer, event_id from inbox limit 1`,
  ),
  sql(
    'event-inboxes',
    'a consumer has taken an event that nobody knows',
    /does not know it/,
    ['kitchen.inbox'],
    `insert into inbox select bucket, consumer, uuidv7(interval '-1 minute') from inbox limit 1`,
  ),
  sql(
    'dead-letters',
    'a consumer has given an event up',
    /cannot apply order.created: no reason/,
    ['order.dead_letter'],
    `insert into dead_letter values ('order-tickets', uuidv7(), 'kitchen', 'order.created', null, null, '', 'DEAD', 6, 'no reason')`,
  ),
];
