/** Minor units as a decimal number of the currency, such as 4.75. */
export function decimalOf(minor: bigint, currencyCode: string): string {
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency: currencyCode }).resolvedOptions()
      .maximumFractionDigits ?? 2;
  if (digits === 0) return String(minor);
  const unit = 10n ** BigInt(digits);
  const size = minor < 0n ? -minor : minor;
  return `${minor < 0n ? '-' : ''}${size / unit}.${String(size % unit).padStart(digits, '0')}`;
}
