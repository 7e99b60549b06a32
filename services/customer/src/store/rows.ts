import type { ChannelName, PlaceName, PurposeName } from '../domain/consent.ts';

/** A customer's profile as the database holds it. */
export interface ProfileRow {
  customerId: string;
  registered: boolean;
  membershipNumber: string;
  name: string;
  email: string | null;
  phone: string | null;
  /** YYYY-MM-DD, or the same day as a Date from Prisma. */
  birthDate: string | Date | null;
  language: string | null;
  version: bigint;
  createdTime: Date;
}

/** A membership as the database holds it. */
export interface MembershipRow {
  organisationId: string;
  customerId: string;
  homeCafeId: string | null;
  cardNumber: string | null;
  joinedTime: Date;
}

/** A profile with a membership. */
export type CustomerRow = ProfileRow & MembershipRow;

/** Columns of a `ProfileRow`, of the table called c. */
export const PROFILE = `c.customer_id as "customerId", c.registered, c.membership_number as "membershipNumber", c.name,
  c.email, c.phone, c.birth_date as "birthDate", c.language, c.version, c.created_time as "createdTime"`;

/** Columns of a `MembershipRow`, of the table called m. */
export const MEMBERSHIP = `m.organisation_id as "organisationId", m.customer_id as "customerId",
  m.home_cafe_id as "homeCafeId", m.card_number as "cardNumber", m.joined_time as "joinedTime"`;

/** A consent as the database holds it. */
export interface ConsentRow {
  consentId: string;
  customerId: string;
  organisationId: string | null;
  purpose: PurposeName;
  channel: ChannelName | null;
  given: boolean;
  textVersion: string;
  place: PlaceName;
  cafeId: string | null;
  time: Date;
}

/** A favourite as the database holds it. */
export interface FavouriteRow {
  favouriteId: string;
  customerId: string;
  organisationId: string;
  cafeId: string | null;
  name: string;
  productId: string;
  variantId: string | null;
  modifiers: readonly { modifierId: string; quantity: number; parentModifierId: string }[];
  updateTime: Date;
}

/** Columns of a `ConsentRow`. */
export const CONSENT = `consent_id as "consentId", customer_id as "customerId", organisation_id as "organisationId", purpose,
  channel, given, text_version as "textVersion", place, cafe_id as "cafeId", time`;
