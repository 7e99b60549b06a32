/** What the cafés and owners of a network owe each other for a month: pure arithmetic over sums of the journal. */

import type { Adjustment } from './dispute.ts';
import { type MoneyTransfer, netTransfers } from './netting.ts';
import type { Fee } from './network.ts';
import { roundHalfEven, spread } from './shares.ts';

/** Points of one issuer that were spent at one other café less those given back, of one value version. */
export interface ClaimSum {
  issuerCafeId: string;
  issuerOrganisationId: string;
  cafeId: string;
  organisationId: string;
  valueVersion: number;
  points: bigint;
}

/** Points of one issuer that expired, of one value version. */
export interface BreakageSum {
  cafeId: string;
  organisationId: string;
  valueVersion: number;
  points: bigint;
}

/** All that a month's figures follow from. */
export interface MonthFacts {
  claims: readonly ClaimSum[];
  breakage: readonly BreakageSum[];
  /** Minor units for 1,000 points, by value version. */
  values: ReadonlyMap<number, bigint>;
  administratorId: string;
  /** Expired points are paid for to the administrator. */
  breakageToAdministrator: boolean;
  fee: Fee;
  /** What was granted in disputes about earlier months. */
  adjustments: readonly Adjustment[];
  /** Owners with a café in the network during the month. */
  memberIds: readonly string[];
}

/** What an issuer owes another café for points of one value version. */
export interface PricedClaim extends ClaimSum {
  minor: bigint;
}

/** What the owner of an issuer owes the administrator for expired points of one value version. */
export interface PricedBreakage extends BreakageSum {
  minor: bigint;
}

/** What a café owes others and is owed. */
export interface CafePosition {
  cafeId: string;
  organisationId: string;
  owes: bigint;
  isOwed: bigint;
  /** What it is owed less what it owes. Over all cafés these sum to zero. */
  net: bigint;
}

/** What an owner owes other owners and is owed, and what comes to it. Positive amounts are to be received. */
export interface OwnerPosition {
  organisationId: string;
  owes: bigint;
  isOwed: bigint;
  /** What it is owed less what it owes. Over all owners these sum to zero. */
  net: bigint;
  fee: bigint;
  breakage: bigint;
  /** What was granted in disputes about earlier months. */
  adjusted: bigint;
  /** Sum of net, fee, breakage and adjusted. Over all owners these sum to zero. */
  total: bigint;
}

/** A month, worked out. */
export interface Figures {
  claims: PricedClaim[];
  breakage: PricedBreakage[];
  cafes: CafePosition[];
  owners: OwnerPosition[];
  transfers: MoneyTransfer[];
}

/** Points are valued by the thousand. */
const POINTS_PER_VALUE = 1000n;
const BPS = 10_000n;

/** Works a month out. Throws for a value version that is not known. */
export function figuresOf(facts: MonthFacts): Figures {
  const claims = priced(facts.claims, (claim) => `${claim.issuerCafeId}${claim.cafeId}`, facts.values);
  const breakage = facts.breakageToAdministrator
    ? priced(facts.breakage, (one) => one.cafeId, facts.values)
    : [];
  const owners = ownerPositions(facts, claims, breakage);
  const transfers = netTransfers(
    owners.map(({ organisationId, total }) => ({ organisationId, minor: total })),
  );
  return {
    claims,
    breakage,
    cafes: cafePositions(claims),
    owners,
    transfers,
  };
}

/**
 * The sums with their money: each group is worth its exact value rounded half to even, and its sums share that by largest
 * remainder, so that they add up to it.
 */
function priced<S extends { valueVersion: number; points: bigint }>(
  sums: readonly S[],
  groupOf: (sum: S) => string,
  values: ReadonlyMap<number, bigint>,
): (S & { minor: bigint })[] {
  return [...Map.groupBy(sums, groupOf)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => {
      const ordered = group.toSorted((a, b) => a.valueVersion - b.valueVersion);
      const exact = ordered.map((sum) => sum.points * pointValue(values, sum.valueVersion));
      const whole = roundHalfEven(
        exact.reduce((total, one) => total + one, 0n),
        POINTS_PER_VALUE,
      );
      const minors = spread(whole, exact, POINTS_PER_VALUE);
      return ordered.map((sum, i) => ({ ...sum, minor: minors[i] ?? 0n }));
    });
}

function pointValue(values: ReadonlyMap<number, bigint>, version: number): bigint {
  const value = values.get(version);
  if (value === undefined) throw new Error(`there is no value version ${version}`);
  return value;
}

/** What each café owes others and is owed, by what they claim. */
export function cafePositions(claims: readonly PricedClaim[]): CafePosition[] {
  const cafes = new Map<string, CafePosition>();
  const at = (cafeId: string, organisationId: string) => {
    const key = `${cafeId}${organisationId}`;
    const found = cafes.get(key) ?? { cafeId, organisationId, owes: 0n, isOwed: 0n, net: 0n };
    cafes.set(key, found);
    return found;
  };
  for (const claim of claims) {
    const issuer = at(claim.issuerCafeId, claim.issuerOrganisationId);
    issuer.owes += claim.minor;
    issuer.net -= claim.minor;
    const redeemer = at(claim.cafeId, claim.organisationId);
    redeemer.isOwed += claim.minor;
    redeemer.net += claim.minor;
  }
  return [...cafes.values()].sort((a, b) => (a.cafeId < b.cafeId ? -1 : 1));
}

function ownerPositions(
  facts: MonthFacts,
  claims: readonly PricedClaim[],
  breakage: readonly PricedBreakage[],
): OwnerPosition[] {
  const owners = new Map<string, OwnerPosition>();
  const at = (organisationId: string) => {
    const none = { owes: 0n, isOwed: 0n, net: 0n, fee: 0n, breakage: 0n, adjusted: 0n, total: 0n };
    const found = owners.get(organisationId) ?? { organisationId, ...none };
    owners.set(organisationId, found);
    return found;
  };
  const move = (kind: 'fee' | 'breakage' | 'adjusted', from: string, to: string, minor: bigint) => {
    at(from)[kind] -= minor;
    at(to)[kind] += minor;
  };
  for (const id of [facts.administratorId, ...facts.memberIds]) at(id);
  for (const { issuerOrganisationId, organisationId, minor } of claims) {
    // What two cafés of one owner owe each other is nobody's debt.
    if (issuerOrganisationId === organisationId) continue;
    at(issuerOrganisationId).owes += minor;
    at(organisationId).isOwed += minor;
  }
  for (const { organisationId, minor } of breakage) {
    move('breakage', organisationId, facts.administratorId, minor);
  }
  for (const { debtorId, creditorId, minor } of facts.adjustments)
    move('adjusted', debtorId, creditorId, minor);
  for (const owner of [...owners.values()]) {
    const fee = feeOf(facts, owner);
    move('fee', owner.organisationId, facts.administratorId, fee);
    owner.net = owner.isOwed - owner.owes;
  }
  for (const owner of owners.values()) {
    const { net, fee, breakage, adjusted } = owner;
    owner.total = net + fee + breakage + adjusted;
  }
  return [...owners.values()].sort((a, b) => (a.organisationId < b.organisationId ? -1 : 1));
}

/** The fixed part for whoever had a café in the network, the share for whoever owes; nobody gets a fee for being owed. */
function feeOf({ fee, memberIds }: MonthFacts, owner: OwnerPosition): bigint {
  const fixed = memberIds.includes(owner.organisationId) ? fee.fixedMinor : 0n;
  const owed = owner.owes > 0n ? owner.owes : 0n;
  return fixed + roundHalfEven(owed * BigInt(fee.bps), BPS);
}
