import type pg from 'pg';
import type { Logger } from 'pino';
import { type Bus, type Link, streamName } from './bus.ts';
import type { Database } from './db.ts';
import { type Delivery, delivery } from './event-delivery.ts';
import { type LogWindow, type Run, readWindow } from './event-window.ts';
import { loadCursor, type RelayCursor, saveCursor } from './relay-cursor.ts';
import { publishCarefully, publishWindow } from './relay-publish.ts';
import { compareStream, isStored, type Repair } from './relay-repair.ts';
import { openWaker, type Waker } from './waker.ts';

/** How a relay works; times in milliseconds. */
export interface RelayOptions {
  db: Database;
  bus: Bus;
  log: Logger;
  /** Most events of a window, unless one transaction has more. */
  windowSize?: number;
  /** Shortest time between two windows. */
  gapMs?: number;
  /** Longest time without looking. */
  pollMs?: number;
}

/** What a relay is doing. */
export interface RelayStatus {
  /** This process is the one that sends the service's events. */
  leading: boolean;
  /** Events sent to the stream by this process. */
  sent: number;
  /** Events handed to consumers of this process while NATS was away. */
  handed: number;
  /** Where it stands. */
  cursor: RelayCursor | undefined;
}

/** The one that carries a service's committed events to its stream. */
export interface Relay {
  wake(): void;
  status(): RelayStatus;
  stop(): Promise<void>;
}

const LOCK = 'select pg_try_advisory_lock(727272, 3) as held';
const FIRST_WINDOW = 500;
const EAGER_LOOKS = 4;
/** NATS away for longer than this: consumers of this process get their events directly. */
const AWAY_MS = 300;

/** What one term as the leader works with. */
interface Term extends RelayOptions {
  run: Run;
  status: RelayStatus;
  waker: Waker;
  signal: AbortSignal;
  domain: string;
  stream: string;
  /** How many more times to look soon. */
  eager: number;
}

/** Starts the relay of a service; of all processes that run one, the holder of an advisory lock works. */
export function startRelay(options: RelayOptions): Relay {
  const stopping = new AbortController();
  const waker = openWaker();
  const status: RelayStatus = { leading: false, sent: 0, handed: 0, cursor: undefined };
  const undo = [
    options.bus.onChange(() => waker.wake()),
    options.bus.onPoke(options.db.service, () => waker.wake()),
  ];
  const stopped = serve(options, status, waker, stopping.signal);
  return {
    wake: () => waker.wake(),
    status: () => ({ ...status }),
    async stop() {
      stopping.abort();
      waker.wake();
      for (const off of undo) off();
      await stopped;
    },
  };
}

/** Waits for its turn, leads until something breaks, and waits again. */
async function serve(
  options: RelayOptions,
  status: RelayStatus,
  waker: Waker,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    let session: pg.Client | undefined;
    try {
      session = await options.db.connect();
      await lead(options, session, status, waker, signal);
    } catch (error) {
      if (!signal.aborted) options.log.warn({ err: error }, 'the relay starts over');
    } finally {
      status.leading = false;
      await session?.end().catch(() => undefined);
    }
    if (!signal.aborted) await waker.pause(500, signal);
  }
}

async function lead(
  options: RelayOptions,
  session: pg.Client,
  status: RelayStatus,
  waker: Waker,
  signal: AbortSignal,
): Promise<void> {
  while (!(await session.query<{ held: boolean }>(LOCK)).rows[0]?.held) {
    await waker.pause(500 + Math.random() * 100, signal);
    if (signal.aborted) return;
  }
  const run: Run = async (statement, params) => {
    const { rows } = await session.query({ name: statement.name, text: statement.text, values: [...params] });
    return rows as never;
  };
  const domain = options.db.service;
  const stream = streamName(options.bus, domain);
  const term: Term = { ...options, run, status, waker, signal, domain, stream, eager: 0 };
  status.leading = true;
  await relayOn(term);
}

/** Carries window after window; throws when the database or the lock is lost. */
async function relayOn(term: Term): Promise<void> {
  let { cursor } = await loadCursor(term.run, term.stream);
  let compared = 0;
  let handedTo: bigint | undefined;
  while (!term.signal.aborted) {
    term.status.cursor = cursor;
    const started = performance.now();
    const link = term.bus.link();
    let more = false;
    if (link) {
      handedTo = undefined;
      try {
        const careful = compared !== link.epoch;
        if (careful) cursor = await compare(term, link, cursor);
        ({ cursor, more } = await sendWindow(term, link, cursor, careful));
        compared = link.epoch;
      } catch (error) {
        if (isSessionLost(error)) throw error;
        compared = 0;
        if (term.bus.link()?.epoch === link.epoch)
          term.log.warn({ err: error }, 'comparing the stream with the log');
        await term.waker.pause(100, term.signal);
      }
    } else {
      if (handedTo === undefined) await term.waker.pause(AWAY_MS, term.signal, () => !!term.bus.link());
      const handed = await handWindow(term, handedTo ?? cursor.xid);
      handedTo = handed.until;
      more = handed.more;
    }
    if (!more) await rest(term, started);
  }
}

async function compare(term: Term, link: Link, cursor: RelayCursor): Promise<RelayCursor> {
  const compared = await compareStream(repairOn(term, link), cursor);
  if (compared.xid !== cursor.xid || compared.sequence !== cursor.sequence) {
    await saveCursor(term.run, term.stream, compared);
  }
  return compared;
}

function repairOn(term: Term, link: Link): Repair {
  return { run: term.run, bus: term.bus, link, domain: term.domain, log: term.log };
}

/** Reads the next window, sends it, and keeps the cursor once all of it has been acknowledged. */
async function sendWindow(
  term: Term,
  link: Link,
  cursor: RelayCursor,
  careful: boolean,
): Promise<{ cursor: RelayCursor; more: boolean }> {
  const window = await readFrom(term, cursor.xid, careful ? FIRST_WINDOW : (term.windowSize ?? 1000));
  if (window.events.length === 0) return { cursor: { ...cursor, xid: window.until }, more: window.more };
  const sequence = careful
    ? await sendCarefully(term, link, window)
    : await publishWindow(link, term.bus.namespace, window, cursor.sequence);
  const next = { xid: window.until, sequence };
  await saveCursor(term.run, term.stream, next).catch(lost);
  term.status.sent += window.events.length;
  return { cursor: next, more: window.more };
}

async function sendCarefully(term: Term, link: Link, window: LogWindow): Promise<number> {
  const repair = repairOn(term, link);
  await publishCarefully(link, term.bus.namespace, window, (sequence) => isStored(repair, sequence));
  return (await link.jsm.streams.info(term.stream)).state.last_seq;
}

/** NATS is away: the consumers of this process get the window directly. What NATS brings later is a repetition. */
async function handWindow(term: Term, from: bigint): Promise<{ until: bigint; more: boolean }> {
  const consumers = [...(term.bus.local.get(term.domain) ?? [])];
  if (consumers.length === 0 || term.bus.link() || term.signal.aborted) return { until: from, more: false };
  const window = await readFrom(term, from, 200);
  const deliveries: Delivery[] = window.events.map((event) => delivery(event.envelope));
  const back = new AbortController();
  const check = () => {
    if (term.bus.link() || term.signal.aborted) back.abort();
  };
  const off = term.bus.onChange(check);
  term.signal.addEventListener('abort', check, { once: true });
  try {
    await Promise.all(
      consumers.map((consumer) =>
        consumer.deliver(
          deliveries.filter((d) => consumer.types.has(d.event.type)),
          back.signal,
        ),
      ),
    );
  } catch (error) {
    if (back.signal.aborted) return { until: from, more: false };
    throw error;
  } finally {
    off();
    term.signal.removeEventListener('abort', check);
  }
  term.status.handed += deliveries.length;
  return { until: window.until, more: window.more };
}

function readFrom(term: Term, from: bigint, limit: number): Promise<LogWindow> {
  return readWindow(term.run, from, limit).catch(lost);
}

/**
 * Until woken or the next poll, but never sooner than the gap. For a while after a wake it looks at every gap, since what
 * was committed may lie behind a transaction that is still open.
 */
async function rest(term: Term, started: number): Promise<void> {
  const gapMs = term.gapMs ?? 20;
  const gap = gapMs - (performance.now() - started);
  if (gap > 0) await term.waker.pause(gap, term.signal);
  const woken = await term.waker.sleep(term.eager > 0 ? gapMs : (term.pollMs ?? 100), term.signal);
  term.eager = woken ? EAGER_LOOKS : Math.max(0, term.eager - 1);
}

class SessionLost extends Error {
  constructor(cause: unknown) {
    super('the relay has lost its database connection', { cause });
    this.name = 'SessionLost';
  }
}

function lost(error: unknown): never {
  throw new SessionLost(error);
}

function isSessionLost(error: unknown): boolean {
  return error instanceof SessionLost;
}
