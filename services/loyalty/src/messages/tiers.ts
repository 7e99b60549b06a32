/** Tiers, from the contract and to it. */
import { nameOf } from '@sippy/kit/enum-names';
import type { NewEvent } from '@sippy/kit/events';
import { invalidField } from '@sippy/kit/refusal';
import { addDays } from '@sippy/kit/time';
import {
  type MemberTier,
  TierMeasure,
  type TierRules as TierRulesMessage,
} from '@sippy/proto/loyalty/v1/tier';
import { TierChanged } from '@sippy/proto/loyalty/v1/voucher_event';
import { counted, nextTier, type TierRules, tierNamed } from '../domain/tiers.ts';
import type { MemberTiers } from '../store/tiers.ts';

const BPS = 10_000;

/** Tiers as a request sends them. */
export function readTiers({ measure: asked, windowDays, graceDays, tiers }: TierRulesMessage): TierRules {
  const measure = nameOf(TierMeasure, asked);
  if (!measure) throw invalidField('rules.tiers.measure', 'must be one of those that the contract names');
  for (const [i, { name, threshold }] of tiers.entries()) {
    const field = `rules.tiers.tiers[${i}]`;
    if (i > 0 && threshold <= (tiers[i - 1]?.threshold ?? 0n))
      throw invalidField(`${field}.threshold`, 'must be more than that of the tier before');
    if (tiers.findIndex((other) => other.name === name) < i)
      throw invalidField(`${field}.name`, 'must not be that of another tier');
  }
  return {
    ...{ measure, windowDays, graceDays },
    tiers: tiers.map(({ name, threshold, multiplierBps }) => ({
      ...{ name, threshold: Number(threshold), multiplierBps: multiplierBps || BPS },
    })),
  };
}

/** Tiers as an answer shows them. */
export function tiersMessage({ measure, windowDays, graceDays, tiers }: TierRules): TierRulesMessage {
  return {
    ...{ measure: TierMeasure[measure], windowDays, graceDays },
    tiers: tiers.map((tier) => ({ ...tier, threshold: BigInt(tier.threshold) })),
  };
}

/** The tier of a member and how far the next one is. */
export function memberTierMessage(networkId: string, rules: TierRules, member: MemberTiers): MemberTier {
  const current = member.periods.find(({ endTime }) => endTime === null);
  const tier = current?.tier ?? '';
  const collected = counted(rules, member);
  const next = nextTier(rules, tier);
  const missing = next ? BigInt(next.threshold) - collected : 0n;
  return {
    ...{ networkId, customerId: member.customerId, tier, collected, windowDays: rules.windowDays },
    multiplierBps: tierNamed(rules, tier)?.multiplierBps ?? BPS,
    startTime: current?.startTime,
    lastDay: current ? addDays(current.reviewDay, -1) : '',
    measure: TierMeasure[rules.measure],
    nextTier: next?.name ?? '',
    missing: missing > 0n ? missing : 0n,
  };
}

/** A change of a member's tier. */
export interface ToldTier {
  memberId: string;
  networkId: string;
  customerId: string;
  organisationId: string;
  fromTier: string;
  toTier: string;
  multiplierBps: number;
  version: number;
}

/** tier.changed */
export function tierChanged({ memberId, organisationId, version, ...told }: ToldTier): NewEvent {
  return {
    type: 'tier.changed',
    aggregate: { type: 'member_tier', id: memberId, version: BigInt(version) },
    organisationId,
    payload: TierChanged.encode(told).finish(),
  };
}
