import type pg from 'pg';
import { streamName } from './bus.ts';
import type { Run } from './event-window.ts';
import { loadCursor } from './relay-cursor.ts';
import { firstToHand, handWindow } from './relay-hand.ts';
import { compareWithStream, sendWindow } from './relay-send.ts';
import { isSessionLost, lost, type RelayOptions, type RelayStatus, type Term } from './relay-term.ts';
import { openWaker, type Waker } from './waker.ts';

export type { RelayOptions, RelayStatus } from './relay-term.ts';

/** The one that carries a service's committed events to its stream. */
export interface Relay {
  wake(): void;
  status(): RelayStatus;
  stop(): Promise<void>;
}

const LOCK = 'select pg_try_advisory_lock(727272, 3) as held';
/** Looks after a wake that follow each other closely. */
const EAGER_LOOKS = 4;
/** Looks without a wake after which nobody seems to be there. */
const IDLE_LOOKS = 100;
/** Longest pause before a stream that refuses is tried again. */
const MAX_PAUSE_MS = 2000;
/** After so many refusals in a row the stream counts as away, though NATS answers. */
const FAILURES_TO_HAND = 3;
/** NATS away for longer than this: consumers of this process get their events directly. */
const AWAY_MS = 300;

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
    const query = { name: statement.name, text: statement.text, values: [...params] };
    return (await session.query(query).catch(lost)).rows as never;
  };
  const domain = options.db.service;
  const stream = streamName(options.bus, domain);
  const term: Term = { ...options, run, status, waker, signal, domain, stream, quiet: 0 };
  // A connection that is lost wakes the loop, whose next query then ends the term.
  session.once('end', () => waker.wake());
  status.leading = true;
  await relayOn(term);
}

/** Carries window after window; throws when the database or the lock is lost. */
async function relayOn(term: Term): Promise<void> {
  let { cursor } = await loadCursor(term.run, term.stream);
  /** The connection on which stream and cursor are known to agree. */
  let compared = 0;
  let failures = 0;
  let nextTry = 0;
  let handedTo: bigint | undefined;
  while (!term.signal.aborted) {
    term.status.cursor = cursor;
    const started = performance.now();
    const link = term.bus.link();
    let more = false;
    if (link && started >= nextTry) {
      try {
        const careful = compared !== link.epoch;
        if (careful) cursor = await compareWithStream(term, link, cursor);
        ({ cursor, more } = await sendWindow(term, link, cursor, careful));
        compared = link.epoch;
        failures = 0;
        handedTo = undefined;
      } catch (error) {
        if (isSessionLost(error)) throw error;
        compared = 0;
        failures += 1;
        nextTry = performance.now() + Math.min(50 * 2 ** failures, MAX_PAUSE_MS);
        if (term.bus.link()?.epoch === link.epoch)
          term.log.warn({ err: error, failures }, 'the stream refused a window');
      }
    }
    if (!link) nextTry = 0;
    if (!link || failures >= FAILURES_TO_HAND) {
      if (handedTo === undefined && !link)
        await term.waker.pause(AWAY_MS, term.signal, () => !!term.bus.link());
      handedTo ??= await firstToHand(term, cursor);
      ({ until: handedTo, more } = await handWindow(term, handedTo, link));
    }
    if (!more) await rest(term, started);
  }
}

/**
 * Until woken or the next poll, but never sooner than the gap. For a while after a wake it looks at every gap, since what
 * was committed may lie behind a transaction that is still open; when nothing has come for long, less often.
 */
async function rest(term: Term, started: number): Promise<void> {
  const gapMs = term.gapMs ?? 20;
  const pollMs = term.pollMs ?? 100;
  const gap = gapMs - (performance.now() - started);
  if (gap > 0) await term.waker.pause(gap, term.signal);
  const sleepMs = term.quiet < EAGER_LOOKS ? gapMs : term.quiet < IDLE_LOOKS ? pollMs : pollMs * 5;
  const woken = await term.waker.sleep(sleepMs, term.signal);
  term.quiet = woken ? 0 : term.quiet + 1;
}
