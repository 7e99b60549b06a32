import { openDatabase, statement } from '@sippy/kit/db';
import { decodePayload } from '@sippy/kit/events';
import { newId } from '@sippy/kit/ids';
import { serviceScope } from '@sippy/kit/scope';
import type { TestHost } from '@sippy/kit/testing';
import { Event } from '@sippy/proto/event/v1/event';
import { NetworkChanged } from '@sippy/proto/settlement/v1/settlement_event';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asking, given, join, newNetwork, newOwner, type Owner, startSettlement } from './fixture.ts';

let host: TestHost;
let admin: Owner;
let other: Owner;
let stranger: Owner;

beforeAll(async () => {
  host = await startSettlement();
  [admin, other, stranger] = [await newOwner(host), await newOwner(host, 2), await newOwner(host)];
});
afterAll(() => host?.stop());

/** Owners of their own, for tests that use up their cafés. */
const owners = async (): Promise<[Owner, Owner]> => [await newOwner(host), await newOwner(host)];

describe('a network', () => {
  test('has the cafés of several owners, and is seen by these alone', async () => {
    const { networkId } = await newNetwork([admin, other]);
    for (const owner of [admin, other]) {
      const { organisationId } = owner;
      const { network } = await owner.networks.getNetwork({ organisationId, networkId });
      expect(network?.cafes.map(({ cafeId, leaveDay }) => [cafeId, leaveDay])).toEqual(
        [...admin.cafeIds, ...other.cafeIds].map((id) => [id, '']),
      );
      const list = await owner.networks.listNetworks({ organisationId });
      expect(list.networks.map((one) => one.networkId)).toEqual([networkId]);
    }
    const { organisationId } = stranger;
    await expect(stranger.networks.getNetwork({ organisationId, networkId })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await stranger.networks.listNetworks({ organisationId })).networks).toEqual([]);
  });

  test('is told whole with each change, under a growing version', async () => {
    const [first, second] = await owners();
    const { networkId } = await newNetwork([first, second]);
    const { rows } = await host
      .db('settlement')
      .query<{ envelope: Buffer }>(
        'select envelope from event where aggregate_id = $1 order by aggregate_version',
        [networkId],
      );
    const told = rows.map(({ envelope }) => decodePayload(Event.decode(envelope), NetworkChanged).network);
    expect(told.map((network) => [network?.version, network?.cafes.length])).toEqual([
      [1n, 1],
      [2n, 2],
    ]);
    expect(told.at(-1)?.pointValues[0]).toMatchObject({ version: 1, minorPerThousand: 500n });
  });

  test('is made once for a request, and never over another one', async () => {
    const [first, second] = await owners();
    const request = {
      ...asking(first),
      ...{ name: 'Twice', currencyCode: 'USD', timeZone: 'UTC', minorPerThousand: 1n, networkId: newId() },
    };
    const [a, b] = await Promise.all([
      first.networks.createNetwork(request),
      first.networks.createNetwork(request),
    ]);
    expect(a).toEqual(b);
    await expect(
      second.networks.createNetwork({ ...request, ...asking(second), name: 'Mine' }),
    ).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  test('is changed by its administrator alone, on the version they have seen', async () => {
    const [first, second] = await owners();
    const { networkId, version } = await newNetwork([first, second]);
    const change = { networkId, version, name: 'Cup & Co', fee: { fixedMinor: 500n, bps: 50 } };
    await expect(second.networks.updateNetwork({ ...asking(second), ...change })).rejects.toMatchObject({
      reason: 'ADMINISTRATOR_NEEDED',
    });
    const { network } = await first.networks.updateNetwork({ ...asking(first), ...change });
    expect(network).toMatchObject({ name: 'Cup & Co', fee: { fixedMinor: 500n, bps: 50 } });
    await expect(
      first.networks.updateNetwork({ ...asking(first), ...change, name: 'Late' }),
    ).rejects.toMatchObject({ reason: 'STALE_VERSION' });
  });
});

describe('an invitation', () => {
  test('lets one organisation join, however many try at the same time', async () => {
    const [first, second] = await owners();
    const third = await newOwner(host);
    const { networkId } = await newNetwork([first]);
    const { code } = await first.networks.inviteToNetwork({ ...asking(first), networkId });
    const tries = await Promise.allSettled(
      [second, third].map((owner) =>
        owner.networks.joinNetwork({
          ...asking(owner),
          code: code.toLowerCase(),
          cafeIds: owner.cafeIds,
        }),
      ),
    );
    expect(tries.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = tries.find((one) => one.status === 'rejected');
    expect(refused?.reason).toMatchObject({ reason: 'CODE_INVALID' });
  });

  test('gives the same code and the same stay when its request comes twice', async () => {
    const [first, second] = await owners();
    const { networkId } = await newNetwork([first]);
    const asked = { ...asking(first), networkId };
    const invited = await first.networks.inviteToNetwork(asked);
    expect(await first.networks.inviteToNetwork(asked)).toEqual(invited);
    const joining = { ...asking(second), code: invited.code, cafeIds: second.cafeIds };
    const joined = await second.networks.joinNetwork(joining);
    expect(await second.networks.joinNetwork(joining)).toEqual(joined);
  });

  test('is made by the administrator alone', async () => {
    const [first, second] = await owners();
    const { networkId } = await newNetwork([first, second]);
    await expect(second.networks.inviteToNetwork({ ...asking(second), networkId })).rejects.toMatchObject({
      reason: 'ADMINISTRATOR_NEEDED',
    });
  });
});

describe('a café', () => {
  test('is in one network at a time, also when two ask for it at once', async () => {
    const [first, second] = await owners();
    const third = await newOwner(host);
    const nets = [await newNetwork([first]), await newNetwork([second])];
    const codes = [
      (await first.networks.inviteToNetwork({ ...asking(first), networkId: given(nets[0]).networkId })).code,
      (await second.networks.inviteToNetwork({ ...asking(second), networkId: given(nets[1]).networkId }))
        .code,
    ];
    const tries = await Promise.allSettled(
      codes.map((code) => third.networks.joinNetwork({ ...asking(third), code, cafeIds: third.cafeIds })),
    );
    expect(tries.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(tries.find((one) => one.status === 'rejected')?.reason).toMatchObject({
      reason: 'CAFE_IN_NETWORK',
    });
  });

  test('joins only with its own owner, and in the currency of the network', async () => {
    const [first, second] = await owners();
    const euros = await newOwner(host, 1, 'EUR');
    const { networkId } = await newNetwork([first]);
    const { code } = await first.networks.inviteToNetwork({ ...asking(first), networkId });
    await expect(
      second.networks.joinNetwork({ ...asking(second), code, cafeIds: stranger.cafeIds }),
    ).rejects.toMatchObject({ reason: 'CAFE_NOT_YOURS' });
    await expect(
      second.networks.joinNetwork({ ...asking(second), code, cafeIds: [newId()] }),
    ).rejects.toMatchObject({ reason: 'CAFE_NOT_YOURS' });
    await expect(
      euros.networks.joinNetwork({ ...asking(euros), code, cafeIds: euros.cafeIds }),
    ).rejects.toMatchObject({ reason: 'CURRENCY_MISMATCH' });
    await expect(
      second.networks.joinNetwork({ ...asking(second), code, cafeIds: second.cafeIds }),
    ).resolves.toBeDefined();
  });

  test('leaves from today at the earliest, and can come back', async () => {
    const [first, second] = await owners();
    const { networkId } = await newNetwork([first, second]);
    const [cafeId = ''] = second.cafeIds;
    const leaving = { networkId, cafeId };
    await expect(
      second.networks.leaveNetwork({ ...asking(second), ...leaving, leaveDay: '2026-04-11' }),
    ).rejects.toMatchObject({ reason: 'DAY_TOO_EARLY' });
    await expect(
      first.networks.leaveNetwork({ ...asking(first), ...leaving, leaveDay: '2026-05-01' }),
    ).rejects.toMatchObject({ reason: 'CAFE_NOT_IN_NETWORK' });
    await second.networks.leaveNetwork({ ...asking(second), ...leaving, leaveDay: '2026-05-01' });
    await expect(join(first, second, networkId, '2026-04-30')).rejects.toMatchObject({
      reason: 'CAFE_IN_NETWORK',
    });
    const back = await join(first, second, networkId, '2026-05-01');
    expect(back.cafes.map(({ joinDay, leaveDay }) => [joinDay, leaveDay])).toEqual([
      ['2026-01-01', ''],
      ['2026-01-01', '2026-05-01'],
      ['2026-05-01', ''],
    ]);
  });
});

describe('a point value', () => {
  test('is added for the future, never before another', async () => {
    const [first] = await owners();
    const { networkId } = await newNetwork([first]);
    const set = (startTime: Date) =>
      first.networks.setPointValue({ ...asking(first), networkId, minorPerThousand: 600n, startTime });
    await expect(set(new Date('2026-04-12T12:00:00Z'))).rejects.toMatchObject({ reason: 'VALUE_IN_PAST' });
    await set(new Date('2026-06-01T04:00:00Z'));
    await expect(set(new Date('2026-05-01T04:00:00Z'))).rejects.toMatchObject({ reason: 'VALUE_IN_PAST' });
    const { network } = await set(new Date('2026-07-01T04:00:00Z'));
    expect(network?.pointValues.map(({ version, minorPerThousand }) => [version, minorPerThousand])).toEqual([
      [1, 500n],
      [2, 600n],
      [3, 600n],
    ]);
  });

  test('cannot be changed or removed, even past the service', async () => {
    const app = host.database('settlement').url;
    const db = openDatabase({ url: app, service: 'settlement' });
    try {
      const change = statement('test_change_value', 'update point_value set minor_per_thousand = 1');
      const remove = statement('test_remove_value', 'delete from point_value');
      for (const way of [change, remove]) {
        await expect(db.command(serviceScope, way, [])).rejects.toMatchObject({ code: '42501' });
      }
    } finally {
      await db.close();
    }
  });
});
