import { Event } from '@sippy/proto/event/v1/event';
import type { Logger } from 'pino';
import type { Database } from '../data/db.ts';
import { serviceScope } from '../data/scope.ts';
import { statement } from '../data/statement.ts';
import type { Bus } from '../events/bus.ts';
import { type LogWindow, type Run, readWindow } from '../events/event-window.ts';
import type { EventLog } from '../events/events.ts';
import { openWaker } from '../events/waker.ts';
import { makeAudience } from './tail-audience.ts';
import { openSubscriber, type Subscriber } from './tail-subscriber.ts';

/** The reader that all live streams of a service in this process share. */
export interface Tail {
  /** See `EventLog.tail`. */
  tail: EventLog['tail'];
  wake(): void;
  /** How many are reading. */
  subscribers(): number;
  close(): Promise<void>;
}

/** A window with its events read, once for everybody. */
export interface DecodedWindow {
  from: bigint;
  until: bigint;
  more: boolean;
  events: readonly { xid: bigint; event: Event }[];
}

const bounds = statement<{ bound: bigint; generation: number }>(
  'kit_tail_bounds',
  `select pg_snapshot_xmin(pg_current_snapshot()) as bound,
     ((hashint8(system_identifier) # ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int) & 32767) as generation
   from pg_control_system()`,
);

const WINDOW = 1000;
const GAP_MS = 20;
const POLL_MS = 100;

/** Opens the tail of a service's log; it reads nothing while nobody listens. */
export function openTail(db: Database, bus: Bus, log: Logger): Tail {
  const waker = openWaker();
  const closing = new AbortController();
  /** All that were opened, some of which are still finding their place. */
  const open = new Set<Subscriber>();
  const audience = makeAudience();
  const run: Run = (statement, params) => db.read(serviceScope, statement, params);
  const off = bus.onPoke(db.service, () => waker.wake());
  let cursor: bigint | undefined;
  let reading: Promise<void> = Promise.resolve();
  let active = false;

  const loop = async () => {
    while (audience.size() > 0 && !closing.signal.aborted) {
      const started = performance.now();
      try {
        cursor ??= (await readBounds(run)).bound;
        const window = decode(await readWindow(run, cursor, WINDOW));
        audience.push(window);
        cursor = window.until;
        if (window.more) continue;
      } catch (error) {
        log.warn({ err: error }, 'live streams wait for the database');
        await waker.pause(500, closing.signal);
      }
      const gap = GAP_MS - (performance.now() - started);
      if (gap > 0) await waker.pause(gap, closing.signal);
      await waker.sleep(POLL_MS, closing.signal);
    }
    active = false;
    cursor = undefined;
  };

  const join = async (subscriber: Subscriber): Promise<bigint> => {
    const { bound } = await readBounds(run);
    // Nothing may be awaited from here to the end: the reader's next window must not slip by.
    cursor ??= bound;
    audience.add(subscriber);
    if (!active) {
      active = true;
      reading = loop();
    }
    return cursor;
  };

  return {
    tail: (from, signal, topics) =>
      openSubscriber({
        from,
        signal,
        topics,
        enter: (subscriber) => void open.add(subscriber),
        join,
        leave: (subscriber) => {
          open.delete(subscriber);
          audience.delete(subscriber);
          if (audience.size() === 0) waker.wake();
        },
        closed: () => closing.signal.aborted,
        position: () => cursor ?? 0n,
        bounds: () => readBounds(run),
        read: async (start, limit, below) => decode(await readWindow(run, start, limit, below)),
      }),
    wake: () => {
      if (active) waker.wake();
    },
    subscribers: () => audience.size(),
    async close() {
      off();
      closing.abort();
      for (const subscriber of open) subscriber.wake();
      await reading;
    },
  };
}

/** Where the log ends now, and which life of the database this is: a restore begins another one. */
async function readBounds(run: Run): Promise<{ bound: bigint; generation: bigint }> {
  const [row] = await run(bounds, []);
  if (!row) throw new Error('no bounds');
  return { bound: row.bound, generation: BigInt(row.generation) };
}

function decode(window: LogWindow): DecodedWindow {
  return {
    from: window.from,
    until: window.until,
    more: window.more,
    events: window.events.map((row) => ({ xid: row.xid, event: Event.decode(row.envelope) })),
  };
}
