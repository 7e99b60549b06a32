import { newId } from '@sippy/kit/ids';
import {
  eventually,
  startTestService,
  type TestHost,
  testGrant,
  testPrincipal,
  testStaff,
} from '@sippy/kit/testing';
import { CafeUpdated } from '@sippy/proto/cafe/v1/cafe_event';
import { CafeServiceDefinition, type CreateCafeRequest } from '@sippy/proto/cafe/v1/cafe_service';
import { Event } from '@sippy/proto/event/v1/event';
import { Weekday } from '@sippy/proto/type/v1/weekday';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_CAFES } from '../src/domain/refusals.ts';
import { service } from '../src/main.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startTestService([service]);
});
afterAll(() => host.stop());

const owner = (organisationId: string, cafeIds: string[] = []) =>
  testPrincipal({
    kind: 'user',
    grants: [testGrant(organisationId, cafeIds, 'organisation.manage', 'cafe.read', 'cafe.manage')],
  });
const manager = (organisationId: string, cafeId: string) =>
  host.peer(CafeServiceDefinition, testStaff(organisationId, cafeId, 'cafe.read', 'cafe.manage'));
const guest = () => host.peer(CafeServiceDefinition);

async function newCafe(extra: Partial<CreateCafeRequest> = {}) {
  const organisationId = extra.organisationId ?? newId();
  const { cafe } = await host.peer(CafeServiceDefinition, owner(organisationId)).createCafe({
    requestId: newId(),
    organisationId,
    name: 'Café Größenwahn',
    currencyCode: 'EUR',
    timeZone: 'Europe/Berlin',
    ...extra,
  });
  if (!cafe) throw new Error('no café');
  return cafe;
}

async function eventsOf(aggregateId: string): Promise<Event[]> {
  const { rows } = await host
    .db('cafe')
    .query<{ envelope: Buffer }>('select envelope from event where aggregate_id = $1 order by position', [
      aggregateId,
    ]);
  return rows.map((row) => Event.decode(row.envelope));
}

describe('cafés', () => {
  test('an organisation has a limited number of cafés, however many are created at once', async () => {
    const organisationId = newId();
    const one = () => newCafe({ organisationId, slug: `c${newId()}` });
    const room = MAX_CAFES - 2;
    for (let made = 0; made < room; made += 20)
      await Promise.all(Array.from({ length: Math.min(20, room - made) }, one));
    const last = await Promise.allSettled(Array.from({ length: 8 }, one));
    expect(last.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    await expect(one()).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'TOO_MANY_CAFES' });
    await expect(newCafe({ slug: `c${newId()}` })).resolves.toBeDefined();
  });

  test('a new café has its settings, a slug from its name and an event that carries it', async () => {
    const cafe = await newCafe();
    expect(cafe).toMatchObject({ version: 1n, businessDayCutover: '04:00', currencyCode: 'EUR' });
    expect(cafe.slug).toMatch(/^cafe-grossenwahn/);
    const [event] = await eventsOf(cafe.cafeId);
    expect(event).toMatchObject({ type: 'cafe.created', cafeId: cafe.cafeId, aggregateVersion: 1n });
    expect(CafeUpdated.decode(event?.payload ?? new Uint8Array()).cafe).toEqual(cafe);
  });

  test('a client can choose the id, and the same id again is refused', async () => {
    const cafeId = newId();
    expect((await newCafe({ cafeId })).cafeId).toBe(cafeId);
    await expect(newCafe({ cafeId })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  test('the same request makes one café, also when twins arrive together', async () => {
    const request = {
      requestId: newId(),
      organisationId: newId(),
      name: 'Twin',
      currencyCode: 'EUR',
      timeZone: 'Europe/Berlin',
    };
    const client = host.peer(CafeServiceDefinition, owner(request.organisationId));
    const made = await Promise.all([1, 2, 3, 4].map(() => client.createCafe(request)));
    expect(new Set(made.map((each) => each.cafe?.cafeId)).size).toBe(1);
    await expect(client.createCafe({ ...request, name: 'Other' })).rejects.toMatchObject({
      reason: 'REQUEST_ID_REUSED',
    });
  });

  test('two cafés of one name get two slugs, and a taken slug that was asked for is refused', async () => {
    const name = `Twice ${newId().slice(-6)}`;
    const [a, b] = [await newCafe({ name }), await newCafe({ name })];
    expect(a.slug).not.toBe(b.slug);
    await expect(newCafe({ slug: a.slug })).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      reason: 'SLUG_TAKEN',
    });
  });

  test('a change keeps what it leaves out, raises the version and tells of it', async () => {
    const cafe = await newCafe();
    const client = manager(cafe.organisationId, cafe.cafeId);
    const change = { requestId: newId(), cafeId: cafe.cafeId, version: 1n, fireWhenPaid: true };
    const { cafe: changed } = await client.updateCafe(change);
    expect(changed).toMatchObject({ version: 2n, fireWhenPaid: true, name: cafe.name, currencyCode: 'EUR' });
    expect((await client.updateCafe(change)).cafe?.version).toBe(2n);
    expect((await eventsOf(cafe.cafeId)).map((event) => event.type)).toEqual([
      'cafe.created',
      'cafe.updated',
    ]);
  });

  test('a change from a stale version is refused and names the current one', async () => {
    const cafe = await newCafe();
    const client = manager(cafe.organisationId, cafe.cafeId);
    await client.updateCafe({ requestId: newId(), cafeId: cafe.cafeId, version: 1n, name: 'New' });
    const stale = client.updateCafe({ requestId: newId(), cafeId: cafe.cafeId, version: 1n, name: 'Newer' });
    await expect(stale).rejects.toMatchObject({
      code: 'ABORTED',
      reason: 'STALE_VERSION',
      metadata: { current_version: '2' },
    });
  });

  test('two changes from one version at the same time: one of them is refused', async () => {
    const cafe = await newCafe();
    const client = manager(cafe.organisationId, cafe.cafeId);
    const tries = [1, 2, 3].map((i) =>
      client.updateCafe({ requestId: newId(), cafeId: cafe.cafeId, version: 1n, name: `Try ${i}` }),
    );
    const results = await Promise.allSettled(tries);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  test('a café is open by its own clock, and guests can see that', async () => {
    const always = [{ opens: '00:00', closes: '24:00' }];
    const weekly = Object.values(Weekday)
      .filter((day) => day !== Weekday.UNSPECIFIED && day !== Weekday.UNRECOGNIZED)
      .map((weekday) => ({ weekday, intervals: always }));
    const open = await newCafe({ openingHours: { weekly, exceptions: [] } });
    const closed = await newCafe({
      openingHours: { weekly: [{ weekday: Weekday.MONDAY, intervals: [] }], exceptions: [] },
    });
    const read = (cafe: typeof open) =>
      manager(cafe.organisationId, cafe.cafeId).getCafe({ cafeId: cafe.cafeId });
    expect((await read(open)).openState).toEqual({ isOpen: true, changeTime: undefined });
    expect((await read(closed)).openState?.isOpen).toBe(false);
    const { storefront } = await guest().findStorefront({ slug: open.slug });
    expect(storefront).toMatchObject({
      cafeId: open.cafeId,
      openState: { isOpen: true },
      currencyCode: 'EUR',
    });
    expect(await guest().getStorefront({ cafeId: open.cafeId })).toEqual({ storefront });
  });

  test('busy mode goes on, and ends by itself when its time is over', async () => {
    const cafe = await newCafe();
    const cook = host.peer(
      CafeServiceDefinition,
      testStaff(cafe.organisationId, cafe.cafeId, 'kitchen.work'),
    );
    const set = (endTime?: Date) =>
      cook.setBusyMode({
        requestId: newId(),
        cafeId: cafe.cafeId,
        busyMode: { isOn: true, extraMinutes: 20, endTime },
      });
    expect((await set()).cafe?.busyMode).toMatchObject({ isOn: true, extraMinutes: 20 });
    await expect(set(new Date(Date.now() - 1000))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await set(new Date(Date.now() + 300));
    await eventually(async () => {
      const { storefront } = await guest().getStorefront({ cafeId: cafe.cafeId });
      return storefront?.busyMode?.isOn === false;
    });
    expect((await eventsOf(cafe.cafeId)).at(-1)?.actorKind).toBe('ACTOR_KIND_SERVICE');
  });

  test('cafés are listed by name, page by page, those of managers only their own', async () => {
    const organisationId = newId();
    const names = ['C', 'A', 'B', 'E', 'D'];
    const cafes = [];
    for (const name of names) cafes.push(await newCafe({ organisationId, name }));
    const mine = host.peer(CafeServiceDefinition, owner(organisationId));
    const seen: string[] = [];
    let pageToken = '';
    do {
      const { cafes: page, pageInfo } = await mine.listCafes({
        organisationId,
        page: { pageSize: 2, pageToken },
      });
      seen.push(...page.map((cafe) => cafe.name));
      pageToken = pageInfo?.nextPageToken ?? '';
    } while (pageToken !== '');
    expect(seen).toEqual(['A', 'B', 'C', 'D', 'E']);
    const own = await manager(organisationId, cafes[0]?.cafeId ?? '').listCafes({ organisationId });
    expect(own.cafes.map((cafe) => cafe.name)).toEqual(['C']);
    await expect(
      mine.listCafes({ organisationId, page: { pageSize: 2, pageToken: 'AAAA' } }),
    ).rejects.toMatchObject({
      reason: 'PAGE_TOKEN_INVALID',
    });
  });

  test('a café that is not the caller’s is not there', async () => {
    const [mine, theirs] = [await newCafe(), await newCafe()];
    const client = manager(mine.organisationId, mine.cafeId);
    await expect(client.getCafe({ cafeId: theirs.cafeId })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    await expect(client.listCafes({ organisationId: theirs.organisationId })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    await expect(guest().getStorefront({ cafeId: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(guest().getCafe({ cafeId: theirs.cafeId })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  test('what only services may ask is refused to everybody else', async () => {
    const cafe = await newCafe();
    const client = host.peer(CafeServiceDefinition, owner(cafe.organisationId, [cafe.cafeId]));
    await expect(client.getCafeSettings({ cafeId: cafe.cafeId })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    await expect(client.listCafeIds({ organisationId: cafe.organisationId })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    const peer = host.peer(CafeServiceDefinition, testPrincipal({ kind: 'service', id: 'order' }));
    expect(await peer.listCafeIds({ organisationId: cafe.organisationId })).toEqual({
      cafeIds: [cafe.cafeId],
    });
    expect((await peer.getCafeSettings({ cafeId: cafe.cafeId })).cafe).toEqual(cafe);
    expect((await peer.getCafeSettings({ cafeId: cafe.cafeId, knownVersion: 1n })).cafe).toBeUndefined();
  });
});
