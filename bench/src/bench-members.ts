import { setTimeout as sleep } from 'node:timers/promises';
import { SippyError } from '@sippy/sdk';
import { v7 as newId } from 'uuid';
import type { BenchCafes } from './bench-cafes.ts';

/** Customers are added so many at a time. */
const AT_ONCE = 10;
/** How long the loyalty service may take to hear of a network, in milliseconds. */
const PATIENCE_MS = 20_000;

/** Puts the bench's cafés into a network with a programme, one point for a euro, and makes so many members. Returns their ids. */
export async function makeMembers(cafes: BenchCafes, count: number): Promise<string[]> {
  const { organisationId, owner } = cafes;
  const { networks } = await owner.network.listNetworks({ organisationId });
  if (networks.length === 0) await makeNetwork(cafes);
  const members: string[] = [];
  while (members.length < count)
    members.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => makeMember(cafes)))));
  return members;
}

async function makeMember({ owner, cafes }: BenchCafes): Promise<string> {
  const customerId = newId();
  await owner.customer.createCustomer({ cafeId: cafes[0]?.cafeId ?? '', customerId, name: 'Bench' });
  return customerId;
}

async function makeNetwork({ organisationId, owner, cafes }: BenchCafes): Promise<void> {
  const networkId = newId();
  await owner.network.createNetwork({
    organisationId,
    networkId,
    name: 'Bench',
    currencyCode: 'EUR',
    timeZone: 'Europe/Berlin',
    minorPerThousand: 1000n,
    cafeIds: cafes.map(({ cafeId }) => cafeId),
  });
  const perEuro = { $case: 'perAmount' as const, value: { points: 1n, minor: 100n } };
  // As many as are measured, and counted all the same.
  const guards = { memberOrdersPerDay: 1_000_000, staffOrdersPerDay: 1_000_000 };
  const rules = { baseRules: [{ name: 'A point for each euro', kind: perEuro }], expireMonths: 12, guards };
  const giveUp = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await owner.loyalty.updateProgramme({ organisationId, networkId, rules });
      return;
    } catch (error) {
      // The loyalty service has not heard of the network yet.
      if (!(error instanceof SippyError && error.code === 'NOT_FOUND') || Date.now() > giveUp) throw error;
      await sleep(50);
    }
  }
}
