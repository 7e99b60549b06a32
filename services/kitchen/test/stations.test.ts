import type { TestHost } from '@sippy/kit/testing';
import { CatalogServiceDefinition } from '@sippy/proto/catalog/v1/catalog_service';
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

const categoryOf = async (cafe: TestCafe, productId: string) => {
  const { menu } = await host.peer(CatalogServiceDefinition).getMenu({ cafeId: cafe.cafeId });
  return given(menu?.products.find((product) => product.productId === productId)).categoryId;
};

describe('stations', () => {
  test('a café has one from the start, which makes everything', async () => {
    const cafe = await newCafe(host);
    const client = kitchenOf(host, cafe);
    const lists = await Promise.all([1, 2, 3].map(() => client.listStations({ cafeId: cafe.cafeId })));
    const ids = lists.flatMap(({ stations }) => stations.map((station) => station.stationId));
    expect(new Set(ids).size).toBe(1);
    const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
    expect((await ticketOf(host, cafe, orderId)).stationId).toBe(ids[0]);
  });

  test('a category goes to the station that names it last; what no station names goes to the default one', async () => {
    const cafe = await newCafe(host);
    const { cafeId } = cafe;
    const client = kitchenOf(host, cafe);
    const drinks = await categoryOf(cafe, cafe.menu.coffee);
    const { station: a } = await client.createStation({
      ...once(),
      cafeId,
      name: 'A',
      categoryIds: [drinks],
      position: 1,
    });
    const { station: b } = await client.createStation({
      ...once(),
      cafeId,
      name: 'B',
      categoryIds: [drinks],
      position: 2,
    });
    const { stations } = await client.listStations({ cafeId });
    expect(stations.map((each) => [each.name, each.categoryIds])).toEqual([
      ['Bar', []],
      ['A', []],
      ['B', [drinks]],
    ]);
    const first = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
    expect((await ticketOf(host, cafe, first.orderId)).stationId).toBe(b?.stationId);
    const stationId = given(a).stationId;
    const { station } = await client.updateStation({
      ...once(),
      stationId,
      version: 2n,
      isDefault: true,
      name: 'Main',
    });
    expect(station).toMatchObject({ isDefault: true, name: 'Main', version: 3n });
    await client.updateStation({
      ...once(),
      stationId: given(b).stationId,
      version: 1n,
      categories: { ids: [] },
    });
    const second = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
    expect((await ticketOf(host, cafe, second.orderId)).stationId).toBe(stationId);
    // The default one gives away a category and its place at once: one version, told of once.
    const bar = stations[0]?.stationId ?? '';
    const category = [await categoryOf(cafe, cafe.menu.coffee)];
    const ofBar = { stationId: bar, version: 2n, isDefault: true, categories: { ids: category } };
    await client.updateStation({ ...once(), ...ofBar });
    const back = { stationId, version: 4n, isDefault: true, categories: { ids: category } };
    await client.updateStation({ ...once(), ...back });
    const { rows } = await host.db('kitchen').query<{ versions: string }>(
      `select string_agg(aggregate_version::text, ' ' order by aggregate_version) as versions from event
         where cafe_id = $1 and type = 'station.changed' group by aggregate_id order by aggregate_id = $2 desc, 1`,
      [cafeId, bar],
    );
    expect(rows.map(({ versions }) => versions)).toEqual(['1 2 3 4', '1 2', '1 2 3 4 5']);
  });

  test('one with tickets, and the default one, are not deleted; a deletion that is sent again is content, and the id stays taken', async () => {
    const cafe = await newCafe(host);
    const { cafeId } = cafe;
    const client = kitchenOf(host, cafe);
    const drinks = await categoryOf(cafe, cafe.menu.coffee);
    const { station } = await client.createStation({
      ...once(),
      cafeId,
      name: 'Cold',
      categoryIds: [drinks],
    });
    const stationId = given(station).stationId;
    const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
    const { ticketId } = await ticketOf(host, cafe, orderId);
    const remove = { ...once(), stationId };
    await expect(client.deleteStation(remove)).rejects.toMatchObject({ reason: 'STATION_BUSY' });
    await client.bumpTicket({ ...once(), ticketId });
    await client.deleteStation(remove);
    await client.deleteStation(remove);
    const again = client.createStation({ ...once(), cafeId, stationId, name: 'Cold', categoryIds: [] });
    await expect(again).rejects.toMatchObject({ reason: 'ALREADY_EXISTS' });
    const { stations } = await client.listStations({ cafeId });
    const last = client.deleteStation({ ...once(), stationId: given(stations[0]).stationId });
    await expect(last).rejects.toMatchObject({ reason: 'DEFAULT_STATION' });
    const next = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
    expect((await ticketOf(host, cafe, next.orderId)).stationId).toBe(stations[0]?.stationId);
  });
});
