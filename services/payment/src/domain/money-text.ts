/** Minor units as people write them, such as `4.75 EUR`. */
export function moneyText(minor: bigint, currency: string): string {
  return `${decimalText(minor, currency)} ${currency}`;
}

/** Minor units as a decimal number without the currency. */
export function decimalText(minor: bigint, currency: string): string {
  const digits = fractionDigits(currency);
  const sign = minor < 0n ? '-' : '';
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

const digitsByCurrency = new Map<string, number>();

function fractionDigits(currency: string): number {
  let digits = digitsByCurrency.get(currency);
  if (digits === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    digitsByCurrency.set(currency, digits);
  }
  return digits;
}
