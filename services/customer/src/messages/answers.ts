import type { Customer, Membership, Profile } from '@sippy/proto/customer/v1/customer';
import { formatMembershipNumber } from '../domain/membership-number.ts';
import type { CustomerRow, MembershipRow, ProfileRow } from '../store/rows.ts';

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
