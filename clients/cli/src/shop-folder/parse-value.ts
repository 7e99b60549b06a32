/** Decimals of a currency's minor unit: 2 for USD, 0 for JPY. */
export function minorDigits(currency: string): number {
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

/** Minor units of an amount as tills write it, such as "$18.00 " or "1,250"; undefined if it is none. */
export function parseMinor(text: string, digits: number): bigint | undefined {
  const match = /^(-?)[^\d.,-]*(-?)(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d+))?[^\d.,-]*$/.exec(text.trim());
  if (!match || (match[3] === undefined && match[4] === undefined)) return undefined;
  const whole = (match[3] ?? '0').replaceAll(',', '');
  const fraction = (match[4] ?? '').padEnd(digits, '0');
  if (/[1-9]/.test(fraction.slice(digits))) return undefined;
  const minor = BigInt(whole + fraction.slice(0, digits));
  return match[1] || match[2] ? -minor : minor;
}

/** A date as YYYY-MM-DD from that form or M/D/YYYY; undefined if it is none. */
export function parseDate(text: string): string | undefined {
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  const iso = american
    ? `${american[3]}-${american[1]?.padStart(2, '0')}-${american[2]?.padStart(2, '0')}`
    : text;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return undefined;
  const time = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) ? iso : undefined;
}

/** A time of day as HH:MM:SS; undefined if it is none. */
export function parseTime(text: string): string | undefined {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (!match) return undefined;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':');
}

/** A whole number above zero; undefined if it is none. */
export function parseQuantity(text: string): number | undefined {
  const quantity = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  return quantity > 0 ? quantity : undefined;
}
