/** Owners with cafés, for the tests of the settlement service; the café service in it is the real one. */
import { service as cafe } from '@sippy/cafe';
import type { Principal } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import type { ServiceDefinition } from '@sippy/kit/service';
import {
  startTestService,
  type TestClient,
  type TestHost,
  type TestOptions,
  testGrant,
  testPrincipal,
} from '@sippy/kit/testing';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import type { Network } from '@sippy/proto/settlement/v1/network';
import { NetworkServiceDefinition } from '@sippy/proto/settlement/v1/network_service';
import { service } from '../src/main.ts';

/** An owner with cafés in New York. */
export interface Owner {
  organisationId: string;
  cafeIds: string[];
  principal: Principal;
  networks: TestClient<typeof NetworkServiceDefinition>;
}

/** A moment in the middle of a month, which the clock of the tests shows. */
export const NOW = new Date('2026-04-12T12:00:00Z');

/** A clock that stands where the test has put it. */
export function testClock(start = NOW) {
  let now = start;
  return {
    now: () => now,
    set(time: Date) {
      now = time;
    },
  };
}

/** Starts the settlement service with the café service, and others beside them. */
export function startSettlement(
  options: TestOptions = {},
  others: readonly ServiceDefinition[] = [],
): Promise<TestHost> {
  return startTestService([service, cafe, ...others], { clock: testClock(), ...options });
}

/** An organisation that owns so many cafés. */
export async function newOwner(host: TestHost, cafes = 1, currencyCode = 'USD'): Promise<Owner> {
  const organisationId = newId();
  const rights = ['network.manage', 'settlement.read', 'settlement.manage', 'organisation.manage'];
  const principal = testPrincipal({ kind: 'user', grants: [testGrant(organisationId, [], ...rights)] });
  await host
    .db('cafe')
    .query(
      `insert into organisation (organisation_id, name, owner_user_id, owned_time) values ($1, $2, $3, now())`,
      [organisationId, `Owner ${organisationId.slice(-4)}`, principal.id],
    );
  const cafeIds = Array.from({ length: cafes }, () => newId());
  for (const [i, cafeId] of cafeIds.entries()) {
    await host.peer(CafeServiceDefinition, principal).createCafe({
      ...{ requestId: newId(), organisationId, cafeId, name: `Café ${i + 1} of ${organisationId.slice(-4)}` },
      ...{ currencyCode, timeZone: 'America/New_York' },
    });
  }
  return { organisationId, cafeIds, principal, networks: host.peer(NetworkServiceDefinition, principal) };
}

/** What every request begins with. */
export const asking = (owner: Owner) => ({ requestId: newId(), organisationId: owner.organisationId });

/** A network of the first owner's, in which all cafés of all owners are from a day on. */
export async function newNetwork(
  owners: readonly [Owner, ...Owner[]],
  extra: Parameters<Owner['networks']['createNetwork']>[0] = {},
  joinDay = '2026-01-01',
): Promise<Network> {
  const [administrator, ...others] = owners;
  const made = await administrator.networks.createNetwork({
    ...asking(administrator),
    ...{ name: 'Common Cup', currencyCode: 'USD', timeZone: 'America/New_York', minorPerThousand: 500n },
    ...{ cafeIds: administrator.cafeIds, joinDay },
    ...extra,
  });
  let network = given(made.network);
  for (const owner of others) network = await join(administrator, owner, network.networkId, joinDay);
  return network;
}

/** Lets an owner join with all their cafés. */
export async function join(
  administrator: Owner,
  owner: Owner,
  networkId: string,
  joinDay: string,
): Promise<Network> {
  const { code } = await administrator.networks.inviteToNetwork({ ...asking(administrator), networkId });
  const { cafeIds } = owner;
  return given((await owner.networks.joinNetwork({ ...asking(owner), code, cafeIds, joinDay })).network);
}

/** What must be there. */
export function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('is missing');
  return value;
}
