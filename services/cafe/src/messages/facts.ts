import type { NewEvent } from '@sippy/kit/events';
import type { Cafe } from '@sippy/proto/cafe/v1/cafe';
import { CafeCreated, CafeUpdated, OrganisationCreated } from '@sippy/proto/cafe/v1/cafe_event';

/** organisation.created */
export function organisationCreated(
  organisation: { organisationId: string; ownerUserId: string },
  version: bigint,
): NewEvent {
  const { organisationId, ownerUserId } = organisation;
  return {
    type: 'organisation.created',
    aggregate: { type: 'organisation', id: organisationId, version },
    organisationId,
    payload: OrganisationCreated.encode({ organisationId, ownerUserId }).finish(),
  };
}

/** cafe.created */
export function cafeCreated(cafe: Cafe): NewEvent {
  return cafeEvent('cafe.created', cafe, CafeCreated.encode({ cafe }).finish());
}

/** cafe.updated */
export function cafeUpdated(cafe: Cafe): NewEvent {
  return cafeEvent('cafe.updated', cafe, CafeUpdated.encode({ cafe }).finish());
}

function cafeEvent(type: string, cafe: Cafe, payload: Uint8Array): NewEvent {
  const { cafeId, organisationId, version } = cafe;
  return { type, aggregate: { type: 'cafe', id: cafeId, version }, organisationId, cafeId, payload };
}
