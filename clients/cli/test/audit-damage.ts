import { Event } from '@sippy/proto/event/v1/event';
import { OrderCreated, type OrderState, OrderUpdated } from '@sippy/proto/order/v1/order_event';
import type { StillBooks } from './audit-books.ts';

/** One thing that is wrong, and the one check that must see it. */
export interface Damage {
  check: string;
  /** What is wrong, as a test says it. */
  wrong: string;
  /** What the check says of it. */
  says: RegExp;
  /** Tables that are damaged, to be put back. */
  tables: readonly string[];
  damage(books: StillBooks): Promise<unknown>;
}

/** An hour ago, in SQL. */
export const lateBy = "now() - interval '1 hour'";

/** A damage by one statement in one database. `$1` is the order that it is about, if it names one. */
export function sql(
  check: string,
  wrong: string,
  says: RegExp,
  tables: readonly string[],
  text: string,
  of?: keyof StillBooks['sold'],
): Damage {
  const service = tables[0]?.split('.')[0] ?? '';
  return {
    check,
    wrong,
    says,
    tables,
    damage: ({ write, sold }) => write(service, text, of ? [sold[of]] : []),
  };
}

/** An order that is wrong in its table and in its newest event alike, as a wrong computation would make it. */
export async function miscount(
  books: StillBooks,
  orderId: string,
  set: string,
  change: (state: OrderState) => void,
) {
  await books.write('order', `update "order" set ${set} where order_id = $1`, [orderId]);
  await reword(books, 'order', orderId, (payload, type) => {
    const codec = type === 'order.created' ? OrderCreated : OrderUpdated;
    const fact = codec.decode(payload);
    if (fact.order) change(fact.order);
    return codec === OrderCreated
      ? OrderCreated.encode(fact).finish()
      : OrderUpdated.encode(fact as OrderUpdated).finish();
  });
}

/** Changes what the newest event of a thing says. */
export async function reword(
  { write }: StillBooks,
  service: string,
  aggregateId: string,
  change: (payload: Uint8Array, type: string) => Uint8Array,
) {
  const [newest] = await write(
    service,
    'select id, envelope from event where aggregate_id = $1 order by aggregate_version desc limit 1',
    [aggregateId],
  );
  const event = Event.decode(newest?.envelope as Buffer);
  const envelope = Event.encode({
    ...event,
    payload: Buffer.from(change(event.payload, event.type)),
  }).finish();
  await write(service, 'update event set envelope = $2 where id = $1', [newest?.id, Buffer.from(envelope)]);
}

/** A copy of a row of the alias `e` with some columns of its own, in SQL. */
export const copied = (columns: string) =>
  `select (jsonb_populate_record(e, jsonb_build_object('position', -1, ${columns}))).*`;
