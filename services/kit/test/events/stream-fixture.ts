import { Event } from '@sippy/proto/event/v1/event';
import { statement } from '../../src/data/statement.ts';
import { type Bus, type Link, streamName } from '../../src/events/bus.ts';
import { numberOf } from '../fixtures.ts';

/** Where the relay stands, as it has written down. */
export const readCursor = statement<{ xid: bigint; sequence: bigint }>(
  'test_read_cursor',
  'select xid, sequence from relay_cursor',
);

export async function linkOf(bus: Bus): Promise<Link> {
  return bus.whenLinked(AbortSignal.timeout(10_000));
}

/** The numbers of the facts in the stream, in its order. */
export async function inStream(bus: Bus): Promise<number[]> {
  const link = await linkOf(bus);
  const name = streamName(bus, 'alpha');
  const { state } = await link.jsm.streams.info(name);
  const numbers: number[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq++) {
    const message = await link.jsm.streams.getMessage(name, { seq }).catch(() => undefined);
    if (message) numbers.push(numberOf(Event.decode(message.data)));
  }
  return numbers;
}
