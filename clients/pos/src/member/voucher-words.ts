import type { VoucherTerms } from '@sippy/proto/web/order/v1/order';
import { formatMoney } from '@sippy/ui/format/money';
import type { TFunction } from 'i18next';

/** What a voucher takes off and what it asks for, in a few words. */
export function voucherWords(terms: VoucherTerms, t: TFunction<'member'>, language: string): string {
  const { value, minimum, alone } = terms;
  const words = [value && valueWords(value, t, language)];
  if (minimum && minimum.minor > 0n)
    words.push(t('vouchers.minimum', { amount: formatMoney(minimum, language) }));
  if (alone) words.push(t('vouchers.alone'));
  return words.filter(Boolean).join(' · ');
}

function valueWords(value: NonNullable<VoucherTerms['value']>, t: TFunction<'member'>, language: string) {
  switch (value.$case) {
    case 'bps': {
      const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 });
      return t('vouchers.off', { amount: share.format(value.value / 10_000) });
    }
    case 'fixed':
      return t('vouchers.off', { amount: formatMoney(value.value, language) });
    case 'freeItems': {
      const { buy, free } = value.value;
      return buy > 0 ? t('vouchers.buyFree', { buy, count: free }) : t('vouchers.free', { count: free });
    }
  }
}
