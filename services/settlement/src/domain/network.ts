import { currencyMismatch } from '@sippy/kit/refusal';
import { addDays } from '@sippy/kit/time';
import {
  administratorNeeded,
  cafeInNetwork,
  cafeNotInNetwork,
  cafeNotYours,
  dayTooEarly,
  MAX_CAFES,
  monthLocked,
  tooManyCafes,
  valueInPast,
} from './refusals.ts';

/** Who gains from points that expire. */
export type BreakageFundingName = 'ISSUER' | 'ADMINISTRATOR';

/** Who bears what an owner fails to pay. */
export type DefaultFundingName = 'CREDITORS' | 'ADMINISTRATOR';

/** One stay of a café in a network. Days are YYYY-MM-DD in the network's zone. */
export interface Stay {
  cafeId: string;
  organisationId: string;
  name: string;
  timeZone: string;
  joinDay: string;
  /** First day on which it is no longer part of it; null while no end is known. */
  leaveDay: string | null;
}

/** What a point is worth from a moment on; the first version also holds for all time before it. */
export interface PointValue {
  version: number;
  /** Minor units for 1,000 points. */
  minorPerThousand: bigint;
  startTime: Date;
}

/** What the administrator charges each owner for a month. */
export interface Fee {
  fixedMinor: bigint;
  bps: number;
}

/** A network, whole. */
export interface Network {
  networkId: string;
  name: string;
  currencyCode: string;
  timeZone: string;
  administratorId: string;
  breakageFunding: BreakageFundingName;
  defaultFunding: DefaultFundingName;
  fee: Fee;
  /** First day that lies in no locked month; null while no month is locked. */
  openFrom: string | null;
  /** In the order of joining. */
  stays: readonly Stay[];
  /** Oldest first. */
  values: readonly PointValue[];
  version: bigint;
  createTime: Date;
}

/** A café that is to join. */
export interface JoiningCafe {
  cafeId: string;
  organisationId: string;
  name: string;
  timeZone: string;
  currencyCode: string;
}

/** Every organisation that may see the network, each once. */
export function partiesOf(network: Network): string[] {
  return [...new Set([network.administratorId, ...network.stays.map((stay) => stay.organisationId)])];
}

/** Refuses anybody but the administrator. */
export function requireAdministrator(network: Network, organisationId: string): void {
  if (network.administratorId !== organisationId) throw administratorNeeded();
}

/**
 * The network with more cafés from a day on, all of one organisation. Refuses foreign cafés, another currency, a day in a
 * locked month, and a café that is in the network then; other networks are not seen from here.
 */
export function withCafes(
  network: Network,
  organisationId: string,
  cafes: readonly JoiningCafe[],
  joinDay: string,
): Network {
  requireOpen(network, joinDay);
  const added = cafes.map((cafe): Stay => {
    if (cafe.organisationId !== organisationId) throw cafeNotYours(cafe.cafeId);
    if (cafe.currencyCode !== network.currencyCode)
      throw currencyMismatch('cafe_ids', network.currencyCode, cafe.currencyCode);
    const { cafeId, name, timeZone } = cafe;
    const other = network.stays.find((stay) => stay.cafeId === cafeId && overlaps(stay, joinDay));
    if (other) throw cafeInNetwork(name, other.joinDay);
    return { cafeId, organisationId, name, timeZone, joinDay, leaveDay: null };
  });
  const stays = [...network.stays, ...added];
  if (stays.length > MAX_CAFES) throw tooManyCafes();
  return { ...network, stays };
}

/** Whether a stay has days in common with one that begins on this day and has no end. */
function overlaps(stay: Pick<Stay, 'leaveDay'>, joinDay: string): boolean {
  return stay.leaveDay === null || stay.leaveDay > joinDay;
}

/** The network without a café from a day on. Refuses the past, and cafés that are not in it or not the organisation's. */
export function withoutCafe(
  network: Network,
  organisationId: string,
  cafeId: string,
  leaveDay: string,
  today: string,
): Network {
  const stay = network.stays.find((one) => one.cafeId === cafeId && one.leaveDay === null);
  if (!stay || stay.organisationId !== organisationId) throw cafeNotInNetwork();
  const second = addDays(stay.joinDay, 1);
  const earliest = second > today ? second : today;
  if (leaveDay < earliest) throw dayTooEarly(earliest);
  return { ...network, stays: network.stays.map((one) => (one === stay ? { ...one, leaveDay } : one)) };
}

/** The network with a further point value. Refuses a start that is not later than now and than the last version's. */
export function withPointValue(
  network: Network,
  value: Pick<PointValue, 'minorPerThousand' | 'startTime'>,
  now: Date,
): Network {
  const last = network.values.at(-1);
  const after = last && last.startTime > now ? last.startTime : now;
  if (value.startTime <= after) throw valueInPast(after);
  return { ...network, values: [...network.values, { ...value, version: (last?.version ?? 0) + 1 }] };
}

function requireOpen({ openFrom }: Network, day: string): void {
  if (openFrom !== null && day < openFrom) throw monthLocked(day, openFrom);
}
