import { type Sippy, SippyError } from '@sippy/sdk';
import { minorDigits } from '../shop-folder/parse-value.ts';
import type { Owners } from './owners.ts';
import type { ShopOptions } from './plan.ts';

const patienceMs = 30_000;
/** A point is worth 4.5 % of what it is earned with: a half in every second cent, so that rounding is seen. */
const worthPerThousand = 45n;

/** Minor units that 1,000 points are worth: one for each whole unit of the currency, of which it is worth 4.5 %. */
export function pointValue(currency: string): bigint {
  return worthPerThousand * unitOf(currency);
}

/** Minor units of one whole unit of a currency. */
export function unitOf(currency: string): bigint {
  return 10n ** BigInt(minorDigits(currency));
}

/** Joins the shops of several owners in one points network with its rules, as far as they are not. */
export async function joinOwners(sippy: Sippy, owners: Owners, options: ShopOptions): Promise<void> {
  const { networkId } = owners;
  const [first, ...others] = owners.plans;
  if (!first) return;
  const { organisationId } = first;
  const joinDay = joinDayOf(owners);
  const before = await foundOr(undefined, () => sippy.network.getNetwork({ organisationId, networkId }));
  const { network } =
    before ??
    (await sippy.network.createNetwork({
      ...{ organisationId, networkId, name: options.organisation, joinDay },
      ...{ currencyCode: options.currency, timeZone: options.zone },
      minorPerThousand: pointValue(options.currency),
      cafeIds: first.cafes.map(({ cafeId }) => cafeId),
    }));
  const inside = new Set(network?.cafes.map(({ cafeId }) => cafeId));
  for (const plan of others) {
    const cafeIds = plan.cafes.map(({ cafeId }) => cafeId).filter((cafeId) => !inside.has(cafeId));
    if (cafeIds.length === 0) continue;
    const { code } = await sippy.network.inviteToNetwork({ organisationId, networkId });
    await sippy.network.joinNetwork({ organisationId: plan.organisationId, code, cafeIds, joinDay });
  }
  await onceKnown(() => setRules(sippy, { organisationId, networkId, joinDay }, options.currency));
}

/** The rules hold from the first day on, so only the first version can be these. */
async function setRules(
  sippy: Sippy,
  { organisationId, networkId, joinDay }: { organisationId: string; networkId: string; joinDay: string },
  currency: string,
): Promise<void> {
  if (await foundOr(undefined, () => sippy.loyalty.getProgramme({ networkId }))) return;
  const minor = unitOf(currency);
  await sippy.loyalty.updateProgramme({
    ...{ organisationId, networkId, startTime: new Date(`${joinDay}T00:00:00Z`) },
    rules: {
      baseRules: [
        {
          name: `One point for each whole ${currency}`,
          kind: { $case: 'perAmount', value: { points: 1n, minor } },
        },
      ],
      bonusRules: [],
      expireMonths: 0,
    },
  });
}

async function foundOr<T, U>(otherwise: U, find: () => Promise<T>): Promise<T | U> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof SippyError && error.code === 'NOT_FOUND') return otherwise;
    throw error;
  }
}

function joinDayOf({ plans }: Owners): string {
  const first = Math.min(...plans.map(({ tradingSince }) => tradingSince.getTime()));
  // A day earlier, wherever the shops are.
  return new Date(first - 24 * 3_600_000).toISOString().slice(0, 10);
}

/** A network is known to the loyalty service a moment after it was made. */
async function onceKnown(work: () => Promise<void>): Promise<void> {
  const until = Date.now() + patienceMs;
  for (let waitMs = 40; ; waitMs = Math.min(waitMs * 2, 1000)) {
    try {
      return await work();
    } catch (error) {
      const isUnknown = error instanceof SippyError && error.code === 'NOT_FOUND';
      if (!isUnknown || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
