import type { Sippy } from '@sippy/sdk';
import type { Owners } from '../import/owners.ts';
import { formatMinor } from '../money.ts';
import type { Cell } from '../output.ts';
import type { ExpectedPoints } from '../shop-folder/expected-points.ts';

/** A month of a large network takes longer than a till would wait. */
const patience = { timeoutMs: 60_000, attemptTimeoutMs: 60_000 };
/** The journal of the settlement follows the ledger a moment later. */
const settlesWithinMs = 30_000;

/** A month as it is settled, held against what the rows of the folder come to. */
export interface PointsReport {
  rows: Record<string, Cell>[];
  sumOfNets: bigint;
  /** Figures that differ, in words. */
  differences: string[];
}

/** The figures of a month by shop, once they are what is expected, or as they are after a while. */
export async function pointsReport(
  sippy: Sippy,
  owners: Owners,
  currency: string,
  month: string,
  expected: readonly ExpectedPoints[],
): Promise<PointsReport> {
  const deadline = Date.now() + settlesWithinMs;
  for (;;) {
    const settled = await settledPoints(sippy, owners, month, expected);
    const differences = expected.flatMap((want) => differencesOf(want, settled.get(want.outletId)));
    if (differences.length > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      continue;
    }
    const all = [...settled.values()];
    return {
      rows: all.map((one) => row(owners, one, currency)),
      sumOfNets: all.reduce((sum, { net }) => sum + net, 0n),
      differences,
    };
  }
}

async function settledPoints(
  sippy: Sippy,
  owners: Owners,
  month: string,
  expected: readonly ExpectedPoints[],
): Promise<Map<string, ExpectedPoints>> {
  const organisationId = owners.plans[0]?.organisationId ?? '';
  const asked = { organisationId, networkId: owners.networkId, month };
  const { period } = await sippy.settlement.getPeriod(asked, patience);
  const { cafes } = await sippy.settlement.getPointsReport(asked, patience);
  return new Map(
    expected.map(({ outletId }) => {
      const cafeId = owners.planOf(outletId).cafes[0]?.cafeId;
      const points = cafes.find((cafe) => cafe.cafeId === cafeId);
      const position = period?.cafes.find((cafe) => cafe.cafeId === cafeId);
      const { issued = 0n, redeemedHome = 0n, redeemedAway = 0n, redeemedOfOthers = 0n } = points ?? {};
      const { expired = 0n, reversed = 0n, outstanding = 0n } = points ?? {};
      return [
        outletId,
        {
          ...{
            outletId,
            issued,
            redeemedHome,
            redeemedAway,
            redeemedOfOthers,
            expired,
            reversed,
            outstanding,
          },
          liability: points?.liability?.minor ?? 0n,
          owes: position?.owes?.minor ?? 0n,
          isOwed: position?.isOwed?.minor ?? 0n,
          net: position?.net?.minor ?? 0n,
          paid: points?.redeemedValue?.minor ?? 0n,
          cameBack: points?.returningMembers ?? 0n,
          each: points?.costPerReturningMember?.minor ?? 0n,
        },
      ];
    }),
  );
}

function differencesOf(want: ExpectedPoints, have: ExpectedPoints | undefined): string[] {
  return (Object.keys(want) as (keyof ExpectedPoints)[]).flatMap((name) =>
    have?.[name] === want[name]
      ? []
      : [`outlet ${want.outletId}: ${name} is ${have?.[name]}, by the rows ${want[name]}`],
  );
}

function row(owners: Owners, one: ExpectedPoints, currency: string): Record<string, Cell> {
  const money = (minor: bigint) => formatMinor(minor, currency);
  return {
    café: owners.planOf(one.outletId).cafes[0]?.name,
    ...{ issued: one.issued, redeemed_home: one.redeemedHome, redeemed_away: one.redeemedAway },
    ...{ of_others: one.redeemedOfOthers, expired: one.expired, reversed: one.reversed },
    ...{ outstanding: one.outstanding, liability: money(one.liability) },
    ...{ owes: money(one.owes), is_owed: money(one.isOwed), net: money(one.net) },
    ...{ paid_for_spent: money(one.paid), came_back: one.cameBack },
    cost_each: one.cameBack === 0n ? '' : money(one.each),
  };
}
