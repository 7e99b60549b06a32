import type { Transaction } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { Refusal } from '@sippy/kit/refusal';
import { localTime } from '@sippy/kit/time';
import type { LoyaltyContext } from '../context.ts';
import { checkLeft, checkPerson, checkRunning } from '../domain/campaign.ts';
import { type Earning, type PaidEarning, type Place, spendOf } from '../domain/earning.ts';
import type { Purse } from '../domain/purse.ts';
import { counted, type TierChange, tierNamed, upgrade } from '../domain/tiers.ts';
import { tierChanged } from '../messages/tiers.ts';
import { lockTierCampaigns, personsOf } from '../store/campaigns.ts';
import type { MemberKey } from '../store/purses.ts';
import { type MemberTiers, tiersIn, writeTiers } from '../store/tiers.ts';
import { issueVouchers } from './issue-vouchers.ts';

const DAY_MS = 86_400_000;

/** An order of a locked member, with where it was paid. */
export interface TieredOrder {
  earning: PaidEarning;
  place: Place;
  purse: Purse;
}

/** What changes about a member, with what others are told. */
export type ChangedTier = MemberKey &
  TierChange & { memberId: string; organisationId: string; multiplierBps: number };

/** When a window of so many days began. */
export function windowStart(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY_MS);
}

/** The tiers of the members of orders, by the member's id, with what they have collected without these orders. */
export async function tiersOf(
  ctx: LoyaltyContext,
  tx: Transaction,
  orders: readonly TieredOrder[],
): Promise<Map<string, MemberTiers>> {
  const tiered = orders.filter(({ place }) => place.rules.tiers);
  const members = [...new Map(tiered.map((one) => [one.purse.memberId, one])).values()];
  if (members.length === 0) return new Map();
  const now = ctx.clock.now();
  const keys = members.map(({ purse: { customerId, networkId }, place }) => ({
    ...{ customerId, networkId, since: windowStart(now, place.rules.tiers?.windowDays ?? 1) },
  }));
  const found = await tiersIn(
    tx,
    keys,
    orders.map(({ earning }) => earning.orderId),
  );
  return new Map(found.map((tiers, i) => [members[i]?.purse.memberId ?? '', tiers]));
}

/** Members who have reached a higher tier by orders as they are posted now are in it from now on. */
export async function followTiers(
  ctx: LoyaltyContext,
  tx: Transaction,
  orders: readonly TieredOrder[],
  posted: ReadonlyMap<string, Earning>,
  known: ReadonlyMap<string, MemberTiers>,
): Promise<void> {
  const now = ctx.clock.now();
  const changes: ChangedTier[] = [];
  for (const [memberId, tiers] of known) {
    const own = orders.filter(({ purse }) => purse.memberId === memberId);
    const last = own.at(-1);
    const rules = last?.place.rules.tiers;
    if (!last || !rules) continue;
    const since = windowStart(now, rules.windowDays);
    const total = own.reduce(
      (sum, { earning }) => {
        const one = posted.get(earning.orderId) ?? earning;
        if (one.setId === null || earning.paymentTime <= since) return sum;
        return { spend: sum.spend + spendOf(one), points: sum.points + one.posted };
      },
      { spend: tiers.spend, points: tiers.points },
    );
    const { place } = last;
    const change = upgrade(rules, tiers.periods, counted(rules, total), {
      ...{ ruleVersion: place.ruleVersion, time: last.earning.paymentTime },
      today: localTime(now, place.zone).date,
    });
    const { customerId, networkId } = tiers;
    const { organisationId } = place;
    const multiplierBps = tierNamed(rules, change?.begun?.tier ?? '')?.multiplierBps ?? 10_000;
    if (change) changes.push({ ...change, memberId, customerId, networkId, organisationId, multiplierBps });
  }
  await changeTiers(tx, changes, now);
}

/** Writes changes of tiers of locked members, tells of them, and gives the vouchers of those that were reached. */
export async function changeTiers(
  tx: Transaction,
  changes: readonly ChangedTier[],
  now: Date,
): Promise<void> {
  if (changes.length === 0) return;
  await writeTiers(tx, changes);
  const other = changes.filter(({ ended, begun }) => ended?.tier !== begun?.tier);
  await tx.append(
    other.map(({ memberId, networkId, customerId, organisationId, multiplierBps, ended, begun }) =>
      tierChanged({
        ...{ memberId, networkId, customerId, organisationId, multiplierBps },
        ...{ fromTier: ended?.tier ?? '', toTier: begun?.tier ?? '' },
        version: (begun ?? ended)?.number ?? 0,
      }),
    ),
  );
  const higher = other.filter(({ begun }) => begun);
  if (higher.length > 0) await giveVouchers(tx, higher, now);
}

async function giveVouchers(tx: Transaction, reached: readonly ChangedTier[], now: Date): Promise<void> {
  for (const campaign of await lockTierCampaigns(tx, [...new Set(reached.map((one) => one.networkId))])) {
    const { audience } = campaign.terms;
    const names = audience.kind === 'TIERS' ? audience.names : [];
    const members = reached.filter(
      ({ networkId, begun }) => networkId === campaign.networkId && names.includes(begun?.tier ?? ''),
    );
    if (members.length === 0) continue;
    const persons = await personsOf(
      tx,
      campaign,
      members.map(({ customerId }) => customerId),
    );
    const issues = [...persons.values()].map((person) => ({ voucherId: newId(), campaign, person }));
    const allowed = issues.filter(({ person }, i) =>
      passes(() => {
        checkRunning(campaign, now);
        checkPerson(campaign, person);
        checkLeft(campaign, i + 1);
      }),
    );
    await issueVouchers(tx, allowed, 'TIER', now);
  }
}

/** A posting never fails because no voucher is left. */
function passes(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
