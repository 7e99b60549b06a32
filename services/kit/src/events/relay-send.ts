import type { Bus, Link } from './bus.ts';
import { type LogWindow, readWindow } from './event-window.ts';
import { type RelayCursor, saveCursor } from './relay-cursor.ts';
import { publishCarefully, publishWindow } from './relay-publish.ts';
import { compareStream, isStored, type Repair } from './relay-repair.ts';
import type { Term } from './relay-term.ts';

/** Events of the first window after a connect, which goes one by one. */
const FIRST_WINDOW = 500;

/** Compares the stream with the cursor, which may go back; keeps it if it has moved. */
export async function compareWithStream(term: Term, link: Link, cursor: RelayCursor): Promise<RelayCursor> {
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
export async function sendWindow(
  term: Term,
  link: Link,
  cursor: RelayCursor,
  careful: boolean,
): Promise<{ cursor: RelayCursor; more: boolean }> {
  const window = await readWindow(term.run, cursor.xid, careful ? FIRST_WINDOW : (term.windowSize ?? 500));
  if (window.events.length === 0) return { cursor: { ...cursor, xid: window.until }, more: window.more };
  const sending = careful
    ? sendCarefully(term, link, window)
    : publishWindow(link, term.bus.namespace, window, cursor.sequence);
  const sequence = await unlessLost(term.bus, link, sending);
  const next = { xid: window.until, sequence };
  await saveCursor(term.run, term.stream, next);
  term.status.sent += window.events.length;
  return { cursor: next, more: window.more };
}

/** What is sent over a connection that is lost meanwhile has no answer to wait for. */
function unlessLost<T>(bus: Bus, link: Link, sending: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const check = () => {
      if (bus.link()?.epoch === link.epoch) return;
      off();
      reject(new Error('NATS went away'));
    };
    const off = bus.onChange(check);
    sending.then(resolve, reject).finally(off);
    check();
  });
}

async function sendCarefully(term: Term, link: Link, window: LogWindow): Promise<number> {
  const repair = repairOn(term, link);
  await publishCarefully(link, term.bus.namespace, window, (sequence) => isStored(repair, sequence));
  return (await link.jsm.streams.info(term.stream)).state.last_seq;
}
