import { type NameOf, nameOf } from '@sippy/kit/enum-names';
import { newId } from '@sippy/kit/ids';
import { invalidField } from '@sippy/kit/refusal';
import {
  type ChangeReason,
  ChangeReasonCode,
  type NewDiscount,
  type PriceOverride,
} from '@sippy/proto/order/v1/order';
import type { Discount, Override, Reason } from '../domain/order.ts';
import { minorOf } from './money.ts';

/** A price that somebody sets for a line of this quantity. */
export function overrideOf(given: PriceOverride, quantity: number, currency: string, path: string): Override {
  const { price } = given;
  if (!price) throw invalidField(path, 'must say a unit_price or an amount');
  const field = price.$case === 'unitPrice' ? 'unit_price' : 'amount';
  const minor = minorOf(price.value, currency, `${path}.${field}`);
  return {
    terms: price.$case === 'unitPrice' ? { unitPrice: minor } : { amount: minor, atQuantity: quantity },
    reason: reasonOf(given.reason, `${path}.reason`),
  };
}

/** Discounts that somebody gives. */
export function discountsOf(given: readonly NewDiscount[], currency: string, path: string): Discount[] {
  return given.map(({ name, value, reason }, i) => {
    if (!value) throw invalidField(`${path}[${i}]`, 'must say bps or fixed');
    return {
      id: newId(),
      name,
      value:
        value.$case === 'bps'
          ? { bps: value.value }
          : { fixed: minorOf(value.value, currency, `${path}[${i}].fixed`) },
      reason: reasonOf(reason, `${path}[${i}].reason`),
      amount: 0n,
    };
  });
}

/** Why somebody does something. "Expired" is for the system to say, and "other" needs words. */
export function reasonOf(given: ChangeReason | undefined, path: string): Reason {
  const code = given && nameOf(ChangeReasonCode, given.code);
  if (!code || code === 'EXPIRED')
    throw invalidField(`${path}.code`, 'must be a reason that people can give');
  if (code === 'OTHER' && given.note.trim() === '')
    throw invalidField(`${path}.note`, 'must say what OTHER means');
  return { code, note: given.note };
}

/** Names of what a list is narrowed to; values that say nothing, or that are not known yet, ask for nothing. */
export function namesOf<E extends Readonly<Record<string, string>>>(
  enumeration: E,
  values: readonly string[],
): NameOf<E>[] {
  return values.flatMap((value) => nameOf(enumeration, value) ?? []);
}
