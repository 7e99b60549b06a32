import type { RequestedCafe } from '@sippy/kit/call';
import type { NewEvent } from '@sippy/kit/events';
import { newId } from '@sippy/kit/ids';
import { ConsentPurpose, ContactChannel } from '@sippy/proto/customer/v1/consent';
import {
  CustomerConsentChanged,
  CustomerCreated,
  CustomerErased,
  CustomerFavouritesChanged,
  CustomerLookedUp,
  CustomerMerged,
  CustomerUpdated,
  type LookUpKind,
} from '@sippy/proto/customer/v1/customer_event';
import type { ConsentRow } from '../store/rows.ts';

/** customer.created */
export function customerCreated(customerId: string, organisationId = '', homeCafeId = ''): NewEvent {
  return {
    type: 'customer.created',
    aggregate: { type: 'customer', id: customerId, version: 1n },
    organisationId: organisationId || undefined,
    cafeId: homeCafeId || undefined,
    payload: CustomerCreated.encode({ customerId, organisationId, homeCafeId }).finish(),
  };
}

/** customer.updated */
export function customerUpdated(customerId: string, version: bigint, organisationId = ''): NewEvent {
  return {
    type: 'customer.updated',
    aggregate: { type: 'customer', id: customerId, version },
    organisationId: organisationId || undefined,
    payload: CustomerUpdated.encode({ customerId, organisationId }).finish(),
  };
}

/** customer.looked_up; each is a thing of its own, since nobody may have been found. */
export function customerLookedUp(
  found: { customerId: string; networkMember: boolean } | undefined,
  kind: LookUpKind,
  at: RequestedCafe,
): NewEvent {
  const { customerId = '', networkMember = false } = found ?? {};
  return {
    type: 'customer.looked_up',
    aggregate: { type: 'look_up', id: newId(), version: 1n },
    ...at,
    payload: CustomerLookedUp.encode({ customerId, kind, networkMember }).finish(),
  };
}

/** customer.consent_changed */
export function consentChanged(consent: ConsentRow): NewEvent {
  const { consentId, customerId, purpose, channel, given } = consent;
  const organisationId = consent.organisationId ?? '';
  return {
    type: 'customer.consent_changed',
    aggregate: { type: 'consent', id: consentId, version: 1n },
    organisationId: organisationId || undefined,
    cafeId: consent.cafeId ?? undefined,
    payload: CustomerConsentChanged.encode({
      ...{ customerId, organisationId, consentId, given },
      purpose: ConsentPurpose[purpose],
      channel: ContactChannel[channel ?? 'UNSPECIFIED'],
    }).finish(),
  };
}

/** customer.favourites_changed; only its newest state is kept, so each change is a thing of its own. */
export function favouritesChanged(
  favourite: { favouriteId: string; customerId: string; organisationId: string },
  removed: boolean,
): NewEvent {
  const { favouriteId, customerId, organisationId } = favourite;
  return {
    type: 'customer.favourites_changed',
    aggregate: { type: 'favourite_change', id: newId(), version: 1n },
    organisationId,
    payload: CustomerFavouritesChanged.encode({ customerId, organisationId, favouriteId, removed }).finish(),
  };
}

/** customer.merged; the version is the kept one's. */
export function customerMerged(
  {
    organisationId,
    customerId,
    mergedCustomerId,
  }: Record<'organisationId' | 'customerId' | 'mergedCustomerId', string>,
  version: bigint,
): NewEvent {
  return {
    type: 'customer.merged',
    aggregate: { type: 'customer', id: customerId, version },
    organisationId,
    payload: CustomerMerged.encode({ organisationId, customerId, mergedCustomerId }).finish(),
  };
}

/** customer.erased; the erasure is a thing of its own. */
export function customerErased(erasure: {
  erasureId: string;
  customerId: string;
  organisationId: string | null;
}): NewEvent {
  const { erasureId, customerId, organisationId } = erasure;
  return {
    type: 'customer.erased',
    aggregate: { type: 'erasure', id: erasureId, version: 1n },
    organisationId: organisationId ?? undefined,
    payload: CustomerErased.encode({ erasureId, customerId, organisationId: organisationId ?? '' }).finish(),
  };
}
