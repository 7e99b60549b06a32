/** Campaigns: what their vouchers are, who can have how many, and what of them can change. */
import { addDays, localTime } from '@sippy/kit/time';
import {
  campaignBinds,
  campaignEnded,
  notInAudience,
  voucherExpired,
  voucherLimit,
  voucherNotHere,
  voucherNotYet,
  vouchersGone,
} from './voucher-refusals.ts';

/** Items that are free, as the order service knows them. */
export interface FreeItems {
  free: number;
  buy: number;
  productIds: string[];
  categoryIds: string[];
}

/** Who can have a voucher. */
export type Audience =
  | { kind: 'EVERYBODY' }
  | { kind: 'TIERS'; names: string[]; onReaching: boolean }
  | { kind: 'CUSTOMERS'; customerIds: string[] }
  | { kind: 'FIRST_VISIT' };

/** What a campaign says. Amounts are minor units of the network's currency. */
export interface CampaignTerms {
  name: string;
  value: { bps: number } | { amount: number } | { items: FreeItems };
  minimum: number;
  alone: boolean;
  audience: Audience;
  perPerson: number;
  /** 0 for any number. */
  inAll: number;
  /** Empty for at once. */
  fromDay: string;
  toDay: string;
  /** 0 for until `toDay`. */
  validDays: number;
  /** None for all of the organisation's in the network. */
  cafeIds: string[];
  wholeNetwork: boolean;
}

/** A campaign as it is kept. */
export interface Campaign {
  campaignId: string;
  networkId: string;
  organisationId: string;
  version: bigint;
  currencyCode: string;
  terms: CampaignTerms;
  issued: number;
  endTime: Date | null;
  createTime: Date;
  /** Zone of the network. */
  zone: string;
}

/** What of a member an audience looks at. */
export interface Person {
  customerId: string;
  /** The member's tier; empty for none. */
  tier: string;
  hasEarned: boolean;
  /** How many of the campaign the member has had. */
  had: number;
}

/** Refuses to issue by a campaign that has ended, or whose last day is over in its network's zone. */
export function checkRunning({ terms, endTime, zone }: Campaign, now: Date): void {
  if (endTime || localTime(now, zone).date > terms.toDay) throw campaignEnded(terms.name);
}

/** Refuses to issue so many more than there are. */
export function checkLeft({ terms, issued }: Campaign, more: number): void {
  if (terms.inAll > 0 && issued + more > terms.inAll) throw vouchersGone(terms.name);
}

/** Refuses one more to somebody who has as many as one person can have, or whom the campaign is not for. */
export function checkPerson({ terms }: Campaign, person: Person): void {
  if (person.had >= terms.perPerson) throw voucherLimit(terms.name, terms.perPerson);
  const whom = outsiders(terms.audience, person);
  if (whom) throw notInAudience(terms.name, whom);
}

/** Whom an audience is made of, if somebody is not among them. */
function outsiders(audience: Audience, { customerId, tier, hasEarned }: Person): string | undefined {
  switch (audience.kind) {
    case 'EVERYBODY':
      return undefined;
    case 'TIERS':
      return audience.names.includes(tier) ? undefined : `members of ${audience.names.join(', ')}`;
    case 'CUSTOMERS':
      return audience.customerIds.includes(customerId) ? undefined : 'others, by name';
    case 'FIRST_VISIT':
      return hasEarned ? 'whoever comes for the first time' : undefined;
  }
}

/** On which days a voucher can be used that is issued now. */
export function daysOf({ terms, zone }: Campaign, now: Date): { firstDay: string; lastDay: string } {
  const today = localTime(now, zone).date;
  const end = terms.validDays > 0 ? addDays(today, terms.validDays - 1) : terms.toDay;
  const firstDay = terms.fromDay > today ? terms.fromDay : today;
  const lastDay = end < terms.toDay ? end : terms.toDay;
  return { firstDay: firstDay > lastDay ? lastDay : firstDay, lastDay };
}

/** A café of the campaign's network, where a voucher is to be used. */
export interface VoucherPlace {
  cafeId: string;
  organisationId: string;
  networkId: string;
  zone: string;
}

/** Refuses a voucher that the café does not take, or not today. */
export function checkPlace(
  { terms, networkId, organisationId }: Campaign,
  { firstDay, lastDay }: { firstDay: string; lastDay: string },
  place: VoucherPlace | undefined,
  now: Date,
): void {
  const isNamed = terms.cafeIds.length === 0 || terms.cafeIds.includes(place?.cafeId ?? '');
  const isOwn = terms.wholeNetwork || place?.organisationId === organisationId;
  if (!place || place.networkId !== networkId || !isNamed || !isOwn) throw voucherNotHere(terms.name);
  const today = localTime(now, place.zone).date;
  if (today < firstDay) throw voucherNotYet(terms.name, firstDay);
  if (today > lastDay) throw voucherExpired(lastDay);
}

/** Refuses new terms that take something away from those who have a voucher. */
export function checkChange({ terms: old, issued }: Campaign, terms: CampaignTerms): void {
  if (terms.inAll > 0 && terms.inAll < issued)
    throw campaignBinds('terms.in_all', `must be at least the ${issued} that are issued`);
  if (issued === 0) return;
  for (const [field, key] of bound)
    if (JSON.stringify(terms[key]) !== JSON.stringify(old[key]))
      throw campaignBinds(`terms.${field}`, 'cannot change');
  if (terms.minimum > old.minimum) throw campaignBinds('terms.minimum', 'can only become lower');
  if (terms.alone && !old.alone) throw campaignBinds('terms.alone', 'can only be given up');
  if (old.wholeNetwork && !terms.wholeNetwork)
    throw campaignBinds('terms.whole_network', 'cannot be given up');
  const isWider = terms.cafeIds.length === 0 || old.cafeIds.every((id) => terms.cafeIds.includes(id));
  if (!isWider || (old.cafeIds.length === 0 && terms.cafeIds.length > 0))
    throw campaignBinds('terms.cafe_ids', 'can only become more');
}

const bound = [
  ['value', 'value'],
  ['audience', 'audience'],
] as const;
