import { type Consumer, decodePayload, type Event } from '@sippy/kit/events';
import { CafeUpdated } from '@sippy/proto/cafe/v1/cafe_event';
import type { CatalogContext } from '../context.ts';
import type { CafeFacts } from '../domain/cafe.ts';
import { keepCafe } from '../store/menu-versions.ts';

/** Keeps the currency and time zone of cafés, so that each has a menu. */
export function onCafe(ctx: CatalogContext): Consumer {
  return {
    name: 'catalog-cafes',
    stream: 'cafe',
    types: ['cafe.created', 'cafe.updated'],
    async apply(tx, events) {
      for (const cafe of newest(events)) await keepCafe(tx, cafe);
    },
    after: () => ctx.menus.doubt(),
  };
}

/** The newest state of each café, by organisation and café; both events carry it in the same field. */
function newest(events: readonly Event[]): CafeFacts[] {
  const cafes = new Map<string, CafeFacts>();
  for (const event of events) {
    const { cafe } = decodePayload(event, CafeUpdated);
    if (cafe && cafe.version > (cafes.get(cafe.cafeId)?.version ?? 0n)) cafes.set(cafe.cafeId, cafe);
  }
  const order = (cafe: CafeFacts) => `${cafe.organisationId} ${cafe.cafeId}`;
  return [...cafes.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}
