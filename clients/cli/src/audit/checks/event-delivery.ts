import type { Check } from '../check.ts';

/** Every event has been handed to the broker, and no consumer has given one up. */
export const eventDelivery: Check = {
  name: 'event-delivery',
  rule: 'Every event has left its service, and none lies in a dead-letter queue.',
  services: ['auth', 'cafe', 'catalog', 'customer', 'kitchen', 'order', 'payment'],
  async *run(books, seen) {
    for (const service of books.services) {
      seen();
      const dead = await books.rows<{ consumer: string; event_id: string; type: string; error: string }>(
        service,
        `select consumer, event_id::text, type, error from dead_letter where state <> 'DROPPED' order by event_id limit 100`,
      );
      for (const letter of dead)
        yield {
          subject: `event ${letter.event_id}`,
          problem: `${letter.consumer} cannot apply ${letter.type}: ${letter.error}`,
        };
      const [unsent] = await books.rows<{ count: bigint }>(
        service,
        `select count(*)::bigint as count from event e
         where e.xid >= coalesce((select min(xid) from relay_cursor), '0'::xid8) and e.time < now() - interval '30 seconds'`,
      );
      if (unsent && unsent.count > 0n)
        yield {
          subject: `service ${service}`,
          problem: `${unsent.count} events have not left it for 30 seconds`,
        };
    }
  },
};
