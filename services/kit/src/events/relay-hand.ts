import { statement } from '../data/statement.ts';
import type { Link } from './bus.ts';
import { type Delivery, delivery } from './event-delivery.ts';
import { readWindow } from './event-window.ts';
import type { RelayCursor } from './relay-cursor.ts';
import type { Term } from './relay-term.ts';

/** What NATS took within this time before it went away may not have reached the consumers. */
const UNDELIVERED_S = 60;

const recent = statement<{ xid: bigint | null }>(
  'kit_relay_recent',
  'select min(xid) as xid from event where time > now() - make_interval(secs => $1)',
);

/** Before what has not been sent comes what NATS had taken but may not have delivered. */
export async function firstToHand(term: Term, cursor: RelayCursor): Promise<bigint> {
  const [row] = await term.run(recent, [UNDELIVERED_S]);
  return row?.xid != null && row.xid < cursor.xid ? row.xid : cursor.xid;
}

/**
 * NATS is away: the consumers of this process get the window directly. What NATS brings later is a repetition. It is given
 * up when the connection becomes another one than `link`.
 */
export async function handWindow(
  term: Term,
  from: bigint,
  link: Link | undefined,
): Promise<{ until: bigint; more: boolean }> {
  const consumers = [...(term.bus.local.get(term.domain) ?? [])];
  const isOver = () => term.signal.aborted || term.bus.link() !== link;
  if (consumers.length === 0 || isOver()) return { until: from, more: false };
  const window = await readWindow(term.run, from, 200);
  const deliveries: Delivery[] = window.events.map((event) => delivery(event.envelope));
  const over = new AbortController();
  const check = () => {
    if (isOver()) over.abort();
  };
  const off = term.bus.onChange(check);
  term.signal.addEventListener('abort', check, { once: true });
  try {
    await Promise.all(
      consumers.map((consumer) =>
        consumer.deliver(
          deliveries.filter((d) => consumer.types.has(d.event.type)),
          over.signal,
        ),
      ),
    );
  } catch (error) {
    if (over.signal.aborted) return { until: from, more: false };
    throw error;
  } finally {
    off();
    term.signal.removeEventListener('abort', check);
  }
  term.status.handed += deliveries.length;
  return { until: window.until, more: window.more };
}
