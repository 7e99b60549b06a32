import type { Books } from '../books.ts';
import { type Check, judge } from '../check.ts';

/** Of whom everything was forgotten, and nothing is under way. */
const erased = `select distinct u.id::text as id from erasure e cross join unnest(e.customer_ids) as u (id)
  where e.organisation_id is null and e.complete_time is not null
    and not exists (select from erasure o where o.customer_id = e.customer_id and o.complete_time is null)`;

interface Left {
  id: string;
  what: string;
}

/** A note in JSON that is not empty. */
const note = (column: string) => `${column}::text ~ '"note": "[^"]'`;

/** What is left of some customers (`$1`), by service. */
const leftOf: Readonly<Record<string, string>> = {
  customer: `select customer_id::text as id, 'a profile' as what from customer where customer_id = any ($1::uuid[])
      and (name <> '' or num_nonnulls(email, phone, birth_date, language, card_token) > 0)
    union select customer_id::text, 'favourites' from favourite where customer_id = any ($1::uuid[])`,
  auth: `select user_id::text as id, 'an account' as what from user_account where user_id = any ($1::uuid[]) and erased_time is null
    union select user_id::text, 'sessions' from session where user_id = any ($1::uuid[]) and (user_agent <> '' or ip <> '')`,
  order: `select o.customer_id::text as id, 'names or notes on orders' as what from "order" o
    where o.customer_id = any ($1::uuid[]) and (o.customer_name <> '' or o.note <> '' or ${note('o.discounts')}
      or coalesce(${note('o.cancel_reason')}, false)
      or exists (select from order_line l where l.order_id = o.order_id and ${note('l.detail')}))`,
  payment: `select p.customer_id::text as id, 'addresses for receipts' as what from payment p
    join receipt_mail m on m.payment_id = p.payment_id where p.customer_id = any ($1::uuid[])`,
  loyalty: `select customer_id::text as id, 'notes beside points' as what from entry_set
      where customer_id = any ($1::uuid[]) and note is not null
    union select customer_id::text, 'notes beside reviews' from earning_review
      where customer_id = any ($1::uuid[]) and note is not null`,
};

/** Tickets know orders only. */
const ordersOf = `select customer_id::text as id, order_id::text as "orderId" from "order" where customer_id = any ($1::uuid[])`;
const ticketsWithNotes = `select distinct order_id::text as "orderId" from ticket where order_id = any ($1::uuid[]) and ${note('lines')}`;

/** Who was forgotten is forgotten everywhere. */
export const erasedCustomers: Check = {
  name: 'erased-customers',
  rule: 'Of a customer whose erasure is complete no service keeps anything personal.',
  async *run(books) {
    for await (const page of books.pages<{ id: string }>('customer', erased)) {
      if (page.length === 0) continue;
      const ids = page.map(({ id }) => id);
      const left: Left[] = await onTickets(books, ids);
      for (const [service, sql] of Object.entries(leftOf))
        left.push(...(await books.rows<Left>(service, sql, [ids])));
      const byId = Map.groupBy(left, ({ id }) => id);
      for (const id of ids)
        yield judge(
          `customer ${id}`,
          (byId.get(id) ?? []).map(({ what }) => `was erased and has ${what}`),
        );
    }
  },
};

async function onTickets(books: Books, ids: readonly string[]): Promise<Left[]> {
  const orders = await books.rows<{ id: string; orderId: string }>('order', ordersOf, [ids]);
  const known = new Map(orders.map(({ id, orderId }) => [orderId, id]));
  const found = await books.rows<{ orderId: string }>('kitchen', ticketsWithNotes, [[...known.keys()]]);
  const people = new Set(found.map(({ orderId }) => known.get(orderId) ?? ''));
  return [...people].map((id) => ({ id, what: 'notes on tickets' }));
}
