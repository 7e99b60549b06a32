import { newId } from '@sippy/kit/ids';
import { type TestHost, testStaff } from '@sippy/kit/testing';
import { KitchenServiceDefinition } from '@sippy/proto/kitchen/v1/kitchen_service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  given,
  kitchenOf,
  line,
  newCafe,
  once,
  placeOrder,
  startOrders,
  ticketOf,
  ticketsWhen,
} from './fixture.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startOrders();
});
afterAll(() => host.stop());

describe('bad input to the kitchen is refused', () => {
  test('unknown ids are not there, those of another café neither', async () => {
    const [mine, theirs] = [await newCafe(host), await newCafe(host)];
    const client = kitchenOf(host, mine);
    const foreign = await ticketOf(
      host,
      theirs,
      (await placeOrder(host, theirs, [line(theirs.menu.coffee)])).orderId,
    );
    const missing = { code: 'NOT_FOUND' };
    for (const ticketId of [newId(), foreign.ticketId]) {
      await expect(client.getTicket({ ticketId })).rejects.toMatchObject(missing);
      await expect(client.bumpTicket({ ...once(), ticketId })).rejects.toMatchObject(missing);
      await expect(client.recallTicket({ ...once(), ticketId })).rejects.toMatchObject(missing);
    }
    const { cafeId } = mine;
    await expect(client.bumpOrder({ ...once(), cafeId, orderId: foreign.orderId })).rejects.toMatchObject(
      missing,
    );
    await expect(client.fireCourse({ ...once(), cafeId, orderId: newId(), course: 2 })).rejects.toMatchObject(
      missing,
    );
    await expect(client.deleteStation({ ...once(), stationId: foreign.stationId })).rejects.toMatchObject(
      missing,
    );
    await expect(client.listTickets({ cafeId: theirs.cafeId })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });

  test('a ticket of another café of the same organisation is not there for who has no right at it', async () => {
    const mine = await newCafe(host);
    const sister = await newCafe(host, { organisationId: mine.organisationId });
    const ticket = await ticketOf(
      host,
      sister,
      (await placeOrder(host, sister, [line(sister.menu.coffee)])).orderId,
    );
    const get = kitchenOf(host, mine).getTicket({ ticketId: ticket.ticketId });
    await expect(get).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('fields that break their constraint are named, stale versions too, and nothing is written', async () => {
    const cafe = await newCafe(host);
    const client = kitchenOf(host, cafe);
    const { cafeId } = cafe;
    const { stations } = await client.listStations({ cafeId });
    const station = given(stations[0]);
    const count = async () => (await host.db('kitchen').query('select count(*) from request')).rows[0];
    const before = await count();
    const invalid = (field: string) => ({ code: 'INVALID_ARGUMENT', fields: [{ field }] });
    await expect(client.createStation({ ...once(), cafeId, name: '' })).rejects.toMatchObject(
      invalid('name'),
    );
    await expect(client.createStation({ ...once(), cafeId, name: 'x'.repeat(61) })).rejects.toMatchObject(
      invalid('name'),
    );
    await expect(
      client.fireCourse({ ...once(), cafeId, orderId: newId(), course: -1 }),
    ).rejects.toMatchObject(invalid('course'));
    await expect(client.getPrepTimes({ cafeId, days: 10_000 })).rejects.toMatchObject(invalid('days'));
    await expect(client.bumpTicket({ requestId: '', ticketId: newId() })).rejects.toMatchObject(
      invalid('request_id'),
    );
    await expect(
      client.listTickets({ cafeId, statuses: ['TICKET_STATUS_UNSPECIFIED'] as never }),
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    const stale = client.updateStation({ ...once(), stationId: station.stationId, version: 7n, name: 'X' });
    await expect(stale).rejects.toMatchObject({ code: 'ABORTED', metadata: { current_version: '1' } });
    const taken = client.createStation({ ...once(), cafeId, stationId: station.stationId, name: 'Twin' });
    await expect(taken).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await count()).toEqual(before);
  });

  test('who only reads the kitchen does not work in it, who works in it does not set it up', async () => {
    const cafe = await newCafe(host);
    const { cafeId, organisationId } = cafe;
    const ticket = await ticketOf(
      host,
      cafe,
      (await placeOrder(host, cafe, [line(cafe.menu.coffee)])).orderId,
    );
    const as = (...rights: string[]) =>
      host.peer(KitchenServiceDefinition, testStaff(organisationId, cafeId, ...rights));
    const denied = { code: 'PERMISSION_DENIED' };
    await expect(
      as('kitchen.read').bumpTicket({ ...once(), ticketId: ticket.ticketId }),
    ).rejects.toMatchObject(denied);
    await expect(as('kitchen.work').createStation({ ...once(), cafeId, name: 'Mine' })).rejects.toMatchObject(
      denied,
    );
    await ticketsWhen(host, cafe, ticket.orderId, ([first]) => first?.version === ticket.version);
  });
});
