import { type TestHost, testStaff } from '@sippy/kit/testing';
import { KitchenServiceDefinition, type WatchTicketsResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  given,
  kitchenOf,
  line,
  newCafe,
  once,
  placeOrder,
  startOrders,
  type TestCafe,
  ticketOf,
} from './fixture.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startOrders();
});
afterAll(() => host.stop());

/** A screen: keeps the newest version of each ticket, as the contract tells it to. */
function screenOf(cafe: TestCafe, stationIds: string[] = []) {
  const tickets = new Map<string, { version: bigint; status: string }>();
  const screen = {
    tickets,
    sequence: 0n,
    snapshots: 0,
    messages: 0,
    stop: (): void => undefined,
    done: Promise.resolve(),
  };
  const take = ({ sequence, message }: WatchTicketsResponse) => {
    screen.sequence = sequence;
    screen.messages++;
    if (message?.$case === 'snapshot') {
      screen.snapshots++;
      tickets.clear();
      for (const ticket of message.value.tickets) tickets.set(ticket.ticketId, ticket);
    } else if (message?.$case === 'ticket') {
      const known = tickets.get(message.value.ticketId);
      if (!known || message.value.version > known.version) tickets.set(message.value.ticketId, message.value);
    }
  };
  const start = (afterSequence = 0n) => {
    const abort = new AbortController();
    const stream = kitchenOf(host, cafe).watchTickets(
      { cafeId: cafe.cafeId, stationIds, afterSequence },
      { signal: abort.signal },
    );
    screen.done = (async () => {
      try {
        for await (const message of stream) take(message);
      } catch (error) {
        if (!abort.signal.aborted) throw error;
      }
    })();
    screen.stop = () => abort.abort();
  };
  return { ...{ start, take }, screen };
}

const place = (cafe: TestCafe) => placeOrder(host, cafe, [line(cafe.menu.coffee)]);

describe('the stream of tickets', () => {
  test('begins with what is there and goes on with what changes', async () => {
    const cafe = await newCafe(host);
    const first = await ticketOf(host, cafe, (await place(cafe)).orderId);
    const { screen, start } = screenOf(cafe);
    start();
    await expect.poll(() => [...screen.tickets.keys()]).toEqual([first.ticketId]);
    const second = await ticketOf(host, cafe, (await place(cafe)).orderId);
    await expect.poll(() => screen.tickets.has(second.ticketId)).toBe(true);
    await kitchenOf(host, cafe).bumpTicket({ ...once(), ticketId: first.ticketId });
    await expect.poll(() => screen.tickets.get(first.ticketId)?.status).toBe('TICKET_STATUS_BUMPED');
    expect(screen.snapshots).toBe(1);
    screen.stop();
    await screen.done;
  });

  test('goes on from a sequence without losing anything and without a snapshot', async () => {
    const cafe = await newCafe(host);
    const { screen, start } = screenOf(cafe);
    start();
    const before = await ticketOf(host, cafe, (await place(cafe)).orderId);
    await expect.poll(() => screen.tickets.has(before.ticketId)).toBe(true);
    screen.stop();
    await screen.done;
    const missed: string[] = [];
    for (let i = 0; i < 5; i++)
      missed.push((await ticketOf(host, cafe, (await place(cafe)).orderId)).ticketId);
    start(screen.sequence);
    await expect.poll(() => missed.every((id) => screen.tickets.has(id))).toBe(true);
    expect(screen.snapshots).toBe(1);
    screen.stop();
    await screen.done;
  });

  test('that is cut off after any message goes on with the next one, inside a window too', async () => {
    const cafe = await newCafe(host);
    const { screen, start } = screenOf(cafe);
    start();
    await expect.poll(() => screen.snapshots).toBe(1);
    screen.stop();
    await screen.done;
    const missed: string[] = [];
    for (let i = 0; i < 3; i++)
      missed.push((await ticketOf(host, cafe, (await place(cafe)).orderId)).ticketId);
    // What was missed comes back as one window, of which each connection here lives to see one ticket.
    const seen = new Set<string>();
    let { sequence } = screen;
    for (let connection = 0; connection < 3; connection++) {
      const stream = kitchenOf(host, cafe).watchTickets({ cafeId: cafe.cafeId, afterSequence: sequence });
      for await (const message of stream) {
        sequence = message.sequence;
        if (message.message?.$case !== 'ticket' || seen.has(message.message.value.ticketId)) continue;
        seen.add(message.message.value.ticketId);
        break;
      }
    }
    expect([...seen]).toEqual(missed);
  });

  test('from a sequence that nobody knows begins anew', async () => {
    const cafe = await newCafe(host);
    const ticket = await ticketOf(host, cafe, (await place(cafe)).orderId);
    const { screen, start } = screenOf(cafe);
    start(2n ** 62n);
    await expect.poll(() => [screen.snapshots, [...screen.tickets.keys()]]).toEqual([1, [ticket.ticketId]]);
    screen.stop();
    await screen.done;
  });

  test('carries one café’s tickets alone, and one station’s if asked for it', async () => {
    const [mine, theirs] = [await newCafe(host), await newCafe(host)];
    const { stations } = await kitchenOf(host, mine).listStations({ cafeId: mine.cafeId });
    const { station: idle } = await kitchenOf(host, mine).createStation({
      ...once(),
      cafeId: mine.cafeId,
      name: 'Idle',
    });
    const [all, none] = [
      screenOf(mine, [given(stations[0]).stationId]),
      screenOf(mine, [given(idle).stationId]),
    ];
    all.start();
    none.start();
    await expect.poll(() => all.screen.snapshots + none.screen.snapshots).toBe(2);
    const foreign = await ticketOf(host, theirs, (await place(theirs)).orderId);
    const own = await ticketOf(host, mine, (await place(mine)).orderId);
    await expect.poll(() => [...all.screen.tickets.keys()]).toEqual([own.ticketId]);
    expect(all.screen.tickets.has(foreign.ticketId)).toBe(false);
    expect(none.screen.tickets.size).toBe(0);
    all.screen.stop();
    none.screen.stop();
    await Promise.all([all.screen.done, none.screen.done]);
  });

  test('of a café that is not the caller’s is refused', async () => {
    const [mine, theirs] = [await newCafe(host), await newCafe(host)];
    const barista = host.peer(
      KitchenServiceDefinition,
      testStaff(mine.organisationId, mine.cafeId, 'kitchen.read'),
    );
    const stream = barista.watchTickets({ cafeId: theirs.cafeId });
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });
});
