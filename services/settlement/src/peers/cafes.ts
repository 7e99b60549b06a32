import type { OnBehalf } from '@sippy/kit/client';
import { Refusal } from '@sippy/kit/refusal';
import type { ServiceHost } from '@sippy/kit/service';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import type { JoiningCafe } from '../domain/network.ts';

/** Cafés and their owners, as the café service keeps them. */
export interface Cafes {
  /** A café as a network needs to know it; undefined if there is none. */
  find(cafeId: string, on: OnBehalf): Promise<JoiningCafe | undefined>;
  /** Name of an organisation; empty if there is none. */
  ownerName(organisationId: string, on: OnBehalf): Promise<string>;
}

/** Cafés of the café service. */
export function cafesPeer(host: Pick<ServiceHost, 'peer'>): Cafes {
  const peer = host.peer(CafeServiceDefinition);
  const orNothing = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof Refusal && error.code === 'NOT_FOUND') return undefined;
      throw error;
    }
  };
  return {
    async find(cafeId, on) {
      const { cafe } = (await orNothing(peer.getCafeSettings({ cafeId, knownVersion: 0n }, on))) ?? {};
      if (!cafe) return undefined;
      const { organisationId, name, timeZone, currencyCode } = cafe;
      return { cafeId, organisationId, name, timeZone, currencyCode };
    },
    async ownerName(organisationId, on) {
      return (await orNothing(peer.getOrganisation({ organisationId }, on)))?.organisation?.name ?? '';
    },
  };
}
