import type { VoucherTerms } from '@sippy/order/pricing';
import type { Order } from '@sippy/proto/order/v1/order';

/** The vouchers of an order as its price is computed with them. */
export function vouchersOf(order: Order | undefined): VoucherTerms[] {
  return (order?.discounts ?? []).flatMap(({ voucher }): VoucherTerms[] => {
    if (!voucher?.value) return [];
    const { voucherId: id, name, value, minimum, alone } = voucher;
    return [{ id, name, value: termsValue(value), minimum: minimum?.minor ?? 0n, alone }];
  });
}

type Value = NonNullable<NonNullable<Order['discounts'][number]['voucher']>['value']>;

function termsValue(value: Value): VoucherTerms['value'] {
  switch (value.$case) {
    case 'bps':
      return { bps: value.value };
    case 'fixed':
      return { fixed: value.value.minor };
    case 'freeItems':
      return value.value;
  }
}
