import { Event } from '@sippy/proto/event/v1/event';
import type { StoredMsg } from 'nats';
import type { Logger } from 'pino';
import { statement } from '../data/statement.ts';
import { type Bus, ensureStream, isMissing, type Link, STREAM_AGE_MS, streamName } from './bus.ts';
import type { Run } from './event-window.ts';
import type { RelayCursor } from './relay-cursor.ts';
import { WINDOW_HEADER } from './relay-publish.ts';

const known = statement<{ id: string }>(
  'kit_events_known',
  'select id from event where id = any ($1::uuid[])',
);

const transactionOf = statement<{ xid: bigint }>(
  'kit_event_transaction',
  'select xid from event where id = $1',
);

const oldest = statement<{ xid: bigint | null }>(
  'kit_events_since',
  'select min(xid) as xid from event where time > $1::timestamptz',
);

/** Messages that are read from the stream at the same time. */
const READ_AT_ONCE = 64;

/** What a repair needs at hand. */
export interface Repair {
  run: Run;
  bus: Bus;
  link: Link;
  domain: string;
  log: Logger;
}

/**
 * Compares the stream with the cursor and returns where to go on. A stream that is shorter has lost its tail: the cursor
 * goes back to the window of the last message that is still there. One that holds facts which the database does not know
 * (it has been restored from before them) is rid of them.
 */
export async function compareStream(on: Repair, cursor: RelayCursor): Promise<RelayCursor> {
  const { lastSequence, messages } = await ensureStream(on.bus, on.link, on.domain);
  const last = messages > 0 ? await lastMessage(on) : undefined;
  if (!last) {
    if (lastSequence >= cursor.sequence && cursor.sequence === 0)
      return { ...cursor, sequence: lastSequence };
    return backToRetention(on, cursor, lastSequence);
  }
  if (lastSequence < cursor.sequence) return backTo(on, cursor, last, lastSequence);
  if (lastSequence > cursor.sequence) await dropUnknown(on, cursor.sequence + 1, lastSequence);
  else if (!(await isKnown(on, last))) return startAnew(on, cursor);
  return { xid: cursor.xid, sequence: lastSequence };
}

/** Whether a message is in the stream. */
export async function isStored(on: Repair, sequence: number): Promise<boolean> {
  return (await messageAt(on, sequence)) !== undefined;
}

function lastMessage(on: Repair): Promise<StoredMsg | undefined> {
  return find(on, { last_by_subj: `${on.bus.namespace}sippy.${on.domain}.>` });
}

/** The stream is empty: everything it would still keep is sent again. */
async function backToRetention(on: Repair, cursor: RelayCursor, sequence: number): Promise<RelayCursor> {
  const [row] = await on.run(oldest, [new Date(Date.now() - STREAM_AGE_MS)]);
  const xid = row?.xid != null && row.xid < cursor.xid ? row.xid : cursor.xid;
  on.log.warn(
    { from: String(xid), was: cursor.sequence },
    'the stream is empty: sending again what it should hold',
  );
  return { xid, sequence };
}

/** The stream has lost its tail: what followed the last message that is left is sent again. */
async function backTo(
  on: Repair,
  cursor: RelayCursor,
  last: StoredMsg,
  sequence: number,
): Promise<RelayCursor> {
  const header = last.header.get(WINDOW_HEADER);
  let xid = /^\d+$/.test(header) ? BigInt(header) : undefined;
  xid ??= (await on.run(transactionOf, [Event.decode(last.data).eventId]))[0]?.xid;
  if (xid === undefined || !(await isKnown(on, last))) return startAnew(on, cursor);
  on.log.warn(
    { lost: cursor.sequence - sequence, from: String(xid) },
    'the stream has lost its tail: sending it again',
  );
  return { xid: xid < cursor.xid ? xid : cursor.xid, sequence };
}

/** Stream and database do not belong together: the stream is emptied and filled from the log. */
async function startAnew(on: Repair, cursor: RelayCursor): Promise<RelayCursor> {
  on.log.error({ domain: on.domain }, 'the stream holds the events of another database: it is emptied');
  const name = streamName(on.bus, on.domain);
  await on.link.jsm.streams.purge(name);
  const { state } = await on.link.jsm.streams.info(name);
  return backToRetention(on, cursor, state.last_seq);
}

async function isKnown(on: Repair, message: StoredMsg): Promise<boolean> {
  return (await unknownOf(on, [Event.decode(message.data).eventId])).size === 0;
}

async function unknownOf(on: Repair, ids: readonly string[]): Promise<Set<string>> {
  const rows = await on.run(known, [ids]);
  const unknown = new Set(ids);
  for (const row of rows) unknown.delete(row.id);
  return unknown;
}

/** Deletes the messages of a span whose events are not in the log: facts of a future that a restore has undone. */
async function dropUnknown(on: Repair, first: number, last: number): Promise<void> {
  const name = streamName(on.bus, on.domain);
  let dropped = 0;
  for (let from = first; from <= last; from += READ_AT_ONCE) {
    const count = Math.min(READ_AT_ONCE, last - from + 1);
    const messages = await Promise.all(Array.from({ length: count }, (_, i) => messageAt(on, from + i)));
    const ids = new Map(messages.flatMap((m) => (m ? [[m.seq, Event.decode(m.data).eventId] as const] : [])));
    const unknown = await unknownOf(on, [...ids.values()]);
    for (const [sequence, id] of ids) {
      if (!unknown.has(id)) continue;
      await on.link.jsm.streams.deleteMessage(name, sequence, false);
      dropped += 1;
    }
  }
  if (dropped > 0) {
    on.log.error(
      { dropped, domain: on.domain },
      'the stream held events that the database no longer knows: deleted',
    );
  }
}

function messageAt(on: Repair, sequence: number): Promise<StoredMsg | undefined> {
  return find(on, { seq: sequence });
}

async function find(
  on: Repair,
  query: { seq: number } | { last_by_subj: string },
): Promise<StoredMsg | undefined> {
  try {
    return await on.link.jsm.streams.getMessage(streamName(on.bus, on.domain), query);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
