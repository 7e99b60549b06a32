import type { OrderProgress } from '@sippy/proto/web/kitchen/v1/kitchen_event';
import { grace } from '../books.ts';
import { type Check, type Finding, judge } from '../check.ts';
import { ticketFacts } from '../facts.ts';
import { newestEvents } from '../newest-events.ts';
import { grouped, sideBySide } from '../side-by-side.ts';

interface OrderRow {
  key: string;
  settled: boolean;
  kitchen_version: bigint;
  status: string;
  was_ready: boolean;
}

const orders = `select order_id::text as key, update_time < ${grace} as settled, kitchen_version, status,
    ready_time is not null as was_ready
  from "order" order by order_id`;

/** How far orders believe the kitchen to be is what a rebuild from the tickets' events would give. */
export const kitchenAtOrder: Check = {
  name: 'kitchen-at-order',
  rule: 'How far each order believes the kitchen to be is what the newest event of its tickets says.',
  async *run(books): AsyncGenerator<Finding> {
    const events = newestEvents(books, 'kitchen', ticketFacts, {
      table: 'ticket',
      id: 'ticket_id',
      key: 'order_id',
    });
    for await (const { key, left: order, right: facts } of sideBySide(
      books.pages<OrderRow>('order', orders),
      grouped(events),
    )) {
      if (!facts) continue;
      const subject = `order ${key}`;
      const progress = newestOf(facts.rows.map(({ payload }) => payload));
      if (facts.rows.some(({ settled }) => !settled) || order?.settled === false) yield 'young';
      else if (!order) yield { subject, problem: 'has tickets and does not exist' };
      else yield judge(subject, progress ? problemsOf(order, progress) : []);
    }
  },
};

function newestOf(payloads: readonly { progress: OrderProgress | undefined }[]): OrderProgress | undefined {
  return payloads
    .flatMap(({ progress }) => progress ?? [])
    .reduce<OrderProgress | undefined>((a, b) => (a && a.version > b.version ? a : b), undefined);
}

function problemsOf(order: OrderRow, progress: OrderProgress): (string | false)[] {
  const { version, started, allDone } = progress;
  // That the kitchen has the order is its first word, and nothing to an order.
  const says = version > 1n || started || allDone;
  // Staff may put an order back that was ready; before, it is as far as the kitchen at least.
  const behind = (statuses: string[]) => !order.was_ready && statuses.includes(order.status);
  return [
    says &&
      order.kitchen_version < version &&
      `knows version ${order.kitchen_version} of the kitchen, not ${version}`,
    started && behind(['CREATED', 'PENDING']) && `is ${order.status}, and the kitchen has begun it`,
    allDone && behind(['CREATED', 'PENDING', 'PREPARING']) && `is ${order.status}, and all of it is made`,
  ];
}
