import { nameOf } from '@sippy/kit/enum-names';
import { invalidField } from '@sippy/kit/refusal';
import { BreakageFunding, DefaultFunding, type SettlementFee } from '@sippy/proto/settlement/v1/network';
import type { BreakageFundingName, DefaultFundingName, Fee } from '../domain/network.ts';

/** Who gains from expired points, as asked; undefined where nothing is said. */
export function breakageFundingOf(asked: BreakageFunding): BreakageFundingName | undefined {
  return nameOf(BreakageFunding, asked);
}

/** Who bears defaults, as asked; undefined where nothing is said. */
export function defaultFundingOf(asked: DefaultFunding): DefaultFundingName | undefined {
  return nameOf(DefaultFunding, asked);
}

/** A fee as asked; undefined where nothing is said. */
export function feeOf(asked: SettlementFee | undefined): Fee | undefined {
  return asked && { fixedMinor: asked.fixedMinor, bps: asked.bps };
}

/** A time that must be given. */
export function timeOf(asked: Date | undefined, field: string): Date {
  if (!asked) throw invalidField(field, 'must be set');
  return asked;
}
