import type { OnBehalf } from '@sippy/kit/client';
import { notFound } from '@sippy/kit/refusal';
import type { ServiceHost } from '@sippy/kit/service';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import type { CafeFacts } from '../domain/cafe.ts';

/** Cafés, as the café service knows them. */
export interface Cafes {
  /** What a menu depends on of a café. Refuses with NOT_FOUND. */
  factsOf(cafeId: string, on: OnBehalf): Promise<CafeFacts>;
}

/** Cafés as the café service keeps them. */
export function cafesPeer(host: ServiceHost): Cafes {
  const cafes = host.peer(CafeServiceDefinition);
  return {
    async factsOf(cafeId, on) {
      const { cafe } = await cafes.getCafeSettings({ cafeId, knownVersion: 0n }, on);
      if (!cafe) throw notFound('café', cafeId);
      return cafe;
    },
  };
}
