import { type Consent, ConsentPlace, ConsentPurpose, ContactChannel } from '@sippy/proto/customer/v1/consent';
import type { Card, Customer, Membership, NetworkMember, Profile } from '@sippy/proto/customer/v1/customer';
import type { Favourite } from '@sippy/proto/customer/v1/favourite';
import { type Erasure, ErasureStatus } from '@sippy/proto/customer/v1/privacy_service';
import encodeQR from 'qr';
import { type CardCode, cardPayload } from '../domain/card.ts';
import { formatMembershipNumber } from '../domain/membership-number.ts';
import type { ErasureRow } from '../store/erasures.ts';
import type { ConsentRow, CustomerRow, FavouriteRow, MembershipRow, ProfileRow } from '../store/rows.ts';

/** A profile as an answer shows it. */
export function profileMessage(row: ProfileRow): Profile {
  const { birthDate } = row;
  return {
    customerId: row.customerId,
    membershipNumber: formatMembershipNumber(row.membershipNumber),
    name: row.name,
    email: row.email ?? '',
    phone: row.phone ?? '',
    birthDate: birthDate instanceof Date ? birthDate.toISOString().slice(0, 10) : (birthDate ?? ''),
    language: row.language ?? '',
    registered: row.registered,
    version: row.version,
    createTime: row.createdTime,
  };
}

/** A membership as an answer shows it. */
export function membershipMessage(row: MembershipRow): Membership {
  return {
    organisationId: row.organisationId,
    homeCafeId: row.homeCafeId ?? '',
    cardNumber: row.cardNumber ?? '',
    joinTime: row.joinedTime,
  };
}

/** A customer of an organisation as an answer shows them. */
export function customerMessage(row: CustomerRow): Customer {
  return { profile: profileMessage(row), membership: membershipMessage(row) };
}

/** A member of another owner, as much as a counter needs: the first of their names, and their number. */
export function networkMemberMessage({ customerId, name, membershipNumber }: ProfileRow): NetworkMember {
  const givenName = name.split(/\s+/)[0] ?? '';
  return { customerId, givenName, membershipNumber: formatMembershipNumber(membershipNumber) };
}

/** What a customer shows to be scanned. */
export function cardMessage(code: CardCode): Card {
  const payload = cardPayload(code);
  const svg = encodeQR(payload, 'svg', { ecc: 'medium', border: 4 });
  return { membershipNumber: formatMembershipNumber(code.membershipNumber), payload, svg };
}

/** A consent as an answer shows it. */
export function consentMessage(row: ConsentRow): Consent {
  return {
    consentId: row.consentId,
    organisationId: row.organisationId ?? '',
    purpose: ConsentPurpose[row.purpose],
    channel: ContactChannel[row.channel ?? 'UNSPECIFIED'],
    given: row.given,
    textVersion: row.textVersion,
    place: ConsentPlace[row.place],
    cafeId: row.cafeId ?? '',
    time: row.time,
  };
}

/** A favourite as an answer shows it. */
export function favouriteMessage(row: FavouriteRow): Favourite {
  return {
    favouriteId: row.favouriteId,
    organisationId: row.organisationId,
    cafeId: row.cafeId ?? '',
    name: row.name,
    productId: row.productId,
    variantId: row.variantId ?? '',
    modifiers: [...row.modifiers],
    updateTime: row.updateTime,
  };
}

/** How far an erasure is, as an answer shows it. */
export function erasureMessage({ erasureId, requestTime, eraseTime, completeTime }: ErasureRow): Erasure {
  const status = completeTime ? 'COMPLETE' : eraseTime ? 'ERASED' : 'ERASING';
  return {
    ...{ erasureId, status: ErasureStatus[status], requestTime },
    eraseTime: eraseTime ?? undefined,
    completeTime: completeTime ?? undefined,
  };
}
