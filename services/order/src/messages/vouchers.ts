/** Vouchers on orders, from the contract and to it. */
import { invalidField } from '@sippy/kit/refusal';
import {
  type Discount as DiscountMessage,
  type VoucherTerms as TermsMessage,
  VoucherMisfit,
} from '@sippy/proto/order/v1/order';
import type { OrderVoucher } from '../domain/order.ts';
import type { VoucherTerms } from '../domain/pricing-terms.ts';
import { minorOf, money } from './money.ts';

/** A voucher as it is to be put on an order, not priced yet; `path` is where it stands in the request. */
export function newVoucher(terms: TermsMessage, currency: string, path: string): OrderVoucher {
  const { voucherId: id, name, minimum, alone } = terms;
  return {
    ...{ id, name, alone, amount: 0n, misfit: undefined },
    value: termsValue(terms, currency, path),
    minimum: minimum ? minorOf(minimum, currency, `${path}.minimum`) : 0n,
  };
}

function termsValue({ value }: TermsMessage, currency: string, path: string): VoucherTerms['value'] {
  switch (value?.$case) {
    case 'bps':
      return { bps: value.value };
    case 'fixed':
      return { fixed: minorOf(value.value, currency, `${path}.fixed`) };
    case 'freeItems':
      return value.value;
    default:
      throw invalidField(path, 'must say what it takes off');
  }
}

/** A voucher of an order, with what it came to. */
export function voucherMessage(voucher: OrderVoucher, currency: string): DiscountMessage {
  const { id, name, amount, misfit } = voucher;
  const terms = termsMessage(voucher, currency);
  return {
    discountId: id,
    name,
    value: terms.value?.$case === 'freeItems' ? undefined : terms.value,
    reason: undefined,
    amount: money(amount, currency),
    voucher: terms,
    misfit: misfit ? VoucherMisfit[misfit] : VoucherMisfit.UNSPECIFIED,
  };
}

function termsMessage({ id, name, value, minimum, alone }: VoucherTerms, currency: string): TermsMessage {
  return {
    voucherId: id,
    name,
    value:
      'bps' in value
        ? { $case: 'bps', value: value.bps }
        : 'fixed' in value
          ? { $case: 'fixed', value: money(value.fixed, currency) }
          : {
              $case: 'freeItems',
              value: { ...value, productIds: [...value.productIds], categoryIds: [...value.categoryIds] },
            },
    minimum: minimum > 0n ? money(minimum, currency) : undefined,
    alone,
  };
}
