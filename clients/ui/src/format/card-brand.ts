/** Brands of cards as they call themselves, by Stripe's names. */
const brands: Readonly<Record<string, string>> = {
  amex: 'American Express',
  cartes_bancaires: 'Cartes Bancaires',
  diners: 'Diners Club',
  discover: 'Discover',
  eftpos_au: 'eftpos',
  jcb: 'JCB',
  mastercard: 'Mastercard',
  unionpay: 'UnionPay',
  visa: 'Visa',
};

/** A card as people know it, such as "Visa ···· 4242". */
export function cardName(brand: string, last4: string): string {
  return [brands[brand] ?? brand, last4 && `···· ${last4}`].filter(Boolean).join(' ');
}
