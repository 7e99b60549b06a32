/** The points of the demo: a network of its cafés, and a small programme. */
import { setTimeout as sleep } from 'node:timers/promises';
import { TierMeasure } from '@sippy/proto/web/loyalty/v1/tier';
import { type Sippy, SippyError } from '@sippy/sdk';
import { demoId } from './demo.ts';

/** How long the loyalty service may take to hear of the network, in milliseconds. */
const PATIENCE_MS = 20_000;
/** Before the first of the demo's sales. */
const FIRST_DAY = '2025-01-01';
/** Of the demo's campaign. */
const LAST_DAY = '2099-12-31';

/**
 * Makes the network, its rules (ten points for a euro, worth a cent each, a croissant's worth on top the first time, two tiers) and a
 * campaign.
 */
export async function makePoints(
  sippy: Sippy,
  organisationId: string,
  cafes: readonly { cafeId: string }[],
): Promise<void> {
  const { networks } = await sippy.network.listNetworks({ organisationId });
  const networkId = networks[0]?.networkId ?? (await makeNetwork(sippy, organisationId, cafes));
  // A start that was ended in between has made the network alone, or all but the campaign.
  if (!(await hasProgramme(sippy, networkId))) await makeProgramme(sippy, organisationId, networkId);
  await makeCampaign(sippy, organisationId, networkId);
}

/** Vouchers that any member can have; `sippy points codes` makes codes for them. */
async function makeCampaign(sippy: Sippy, organisationId: string, networkId: string): Promise<void> {
  const { campaigns } = await sippy.voucher.listCampaigns({ organisationId });
  if (campaigns.length > 0) return;
  await sippy.voucher.createCampaign({
    organisationId,
    networkId,
    terms: {
      name: 'One euro off',
      value: { $case: 'amount', value: 100n },
      audience: { who: { $case: 'everybody', value: {} } },
      toDay: LAST_DAY,
      wholeNetwork: true,
    },
  });
}

async function makeProgramme(sippy: Sippy, organisationId: string, networkId: string): Promise<void> {
  const programme = {
    organisationId,
    networkId,
    startTime: new Date(`${FIRST_DAY}T00:00:00Z`),
    rules: {
      baseRules: [
        {
          name: 'A point for each 10 cents',
          kind: { $case: 'perAmount' as const, value: { points: 1n, minor: 10n } },
        },
      ],
      bonusRules: [{ name: 'Welcome', reward: { $case: 'points' as const, value: 250n }, firstVisit: true }],
      redeem: { minPoints: 50n },
      expireMonths: 12,
      tiers: {
        measure: TierMeasure.SPEND,
        windowDays: 365,
        graceDays: 30,
        tiers: [
          { name: 'Silver', threshold: 10_000n, multiplierBps: 12_500 },
          { name: 'Gold', threshold: 30_000n, multiplierBps: 15_000 },
        ],
      },
    },
  };
  await onceKnown(() => sippy.loyalty.updateProgramme(programme));
}

async function makeNetwork(
  sippy: Sippy,
  organisationId: string,
  cafes: readonly { cafeId: string }[],
): Promise<string> {
  const networkId = demoId('network');
  await sippy.network.createNetwork({
    organisationId,
    networkId,
    name: 'Demo Cafés',
    currencyCode: 'EUR',
    timeZone: 'Europe/Berlin',
    minorPerThousand: 1000n,
    cafeIds: cafes.map(({ cafeId }) => cafeId),
    joinDay: FIRST_DAY,
  });
  return networkId;
}

async function hasProgramme(sippy: Sippy, networkId: string): Promise<boolean> {
  try {
    await sippy.loyalty.getProgramme({ networkId });
    return true;
  } catch (error) {
    if (error instanceof SippyError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
}

/** The network is known to the loyalty service a moment later. */
async function onceKnown(work: () => Promise<unknown>): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (let waitMs = 40; ; waitMs = Math.min(waitMs * 2, 1000)) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof SippyError && error.code === 'NOT_FOUND') || Date.now() > until) throw error;
      await sleep(waitMs);
    }
  }
}
