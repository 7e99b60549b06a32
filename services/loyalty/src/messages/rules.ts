/** Rules of a programme, from the contract and to it. */
import { invalidField } from '@sippy/kit/refusal';
import type {
  BaseRule as BaseRuleMessage,
  BonusRule as BonusRuleMessage,
  Programme,
  ProgrammeRules,
} from '@sippy/proto/loyalty/v1/loyalty';
import { DEFAULT_GUARDS } from '../domain/guards.ts';
import type { BaseRule, BonusRule, Rules } from '../domain/programme.ts';
import type { ProgrammeRow } from '../store/programmes.ts';
import { guardsMessage, readGuards } from './reviews.ts';
import { readTiers, tiersMessage } from './tiers.ts';

/** Rules as a request sends them. */
export function readRules(message: ProgrammeRules): Rules {
  const { baseRules, bonusRules, redeem, expireMonths, pointsEarn } = message;
  return {
    baseRules: baseRules.map(readBase),
    bonusRules: bonusRules.map(readBonus),
    redeem: {
      minPoints: Number(redeem?.minPoints ?? 0n),
      maxShareBps: redeem?.maxShareBps ?? 0,
      closedCafeIds: redeem?.closedCafeIds ?? [],
      holdMinutes: redeem?.holdMinutes ?? 0,
    },
    expireMonths,
    pointsEarn,
    ...(message.tiers ? { tiers: readTiers(message.tiers) } : {}),
    ...(message.guards ? { guards: readGuards(message.guards) } : {}),
  };
}

function readBase({ name, kind }: BaseRuleMessage): BaseRule {
  if (kind?.$case === 'perVisit') return { name, perVisit: Number(kind.value) };
  if (kind?.$case !== 'perAmount') throw invalidField('rules.base_rules', 'must say how points are earned');
  const { points, minor, categoryIds } = kind.value;
  return { name, perAmount: { points: Number(points), minor: Number(minor), categoryIds } };
}

function readBonus(rule: BonusRuleMessage, i: number): BonusRule {
  const {
    name,
    weekdays,
    startTimeOfDay,
    endTimeOfDay,
    startDay,
    endDay,
    productIds,
    categoryIds,
    firstVisit,
    birthday,
  } = rule;
  const field = `rules.bonus_rules[${i}]`;
  if (startDay !== '' && endDay !== '' && endDay < startDay)
    throw invalidField(`${field}.end_day`, 'must not be before start_day');
  return {
    ...{
      name,
      weekdays,
      startTimeOfDay,
      endTimeOfDay,
      startDay,
      endDay,
      productIds,
      categoryIds,
      firstVisit,
      birthday,
    },
    ...readReward(rule, field),
  };
}

function readReward(
  { reward }: BonusRuleMessage,
  field: string,
): Pick<BonusRule, 'points' | 'bps' | 'perItem'> {
  if (reward?.$case === 'points') return { points: Number(reward.value) };
  if (reward?.$case === 'bps') return { bps: reward.value };
  if (reward?.$case === 'perItem') return { perItem: Number(reward.value) };
  throw invalidField(field, 'must say what it gives');
}

/** A version of the rules as an answer shows it. */
export function programmeMessage(row: ProgrammeRow): Programme {
  const { networkId, version, startTime, currencyCode, perThousand } = row;
  const { baseRules, bonusRules, redeem, expireMonths, pointsEarn = false, tiers } = row.rules;
  const { guards = DEFAULT_GUARDS } = row.rules;
  return {
    ...{ networkId, version, startTime, currencyCode },
    minorPerThousand: perThousand ?? 0n,
    rules: {
      baseRules: baseRules.map(baseMessage),
      bonusRules: bonusRules.map(bonusMessage),
      redeem: { ...redeem, minPoints: BigInt(redeem.minPoints), closedCafeIds: [...redeem.closedCafeIds] },
      expireMonths,
      pointsEarn,
      tiers: tiers && tiersMessage(tiers),
      guards: guardsMessage(guards),
    },
  };
}

function baseMessage({ name, perAmount, perVisit }: BaseRule): BaseRuleMessage {
  if (!perAmount) return { name, kind: { $case: 'perVisit', value: BigInt(perVisit ?? 0) } };
  const { points, minor, categoryIds } = perAmount;
  return {
    name,
    kind: {
      $case: 'perAmount',
      value: { points: BigInt(points), minor: BigInt(minor), categoryIds: [...categoryIds] },
    },
  };
}

function bonusMessage({ points, bps, perItem, ...rule }: BonusRule): BonusRuleMessage {
  const reward: BonusRuleMessage['reward'] =
    points !== undefined
      ? { $case: 'points', value: BigInt(points) }
      : bps !== undefined
        ? { $case: 'bps', value: bps }
        : { $case: 'perItem', value: BigInt(perItem ?? 0) };
  return {
    ...rule,
    birthday: rule.birthday ?? false,
    weekdays: [...rule.weekdays],
    productIds: [...rule.productIds],
    categoryIds: [...rule.categoryIds],
    reward,
  };
}
