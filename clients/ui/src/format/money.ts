/** Amounts of money as people read and write them. Minor units stay whole and exact throughout. */
import type { Money } from '@sippy/proto/web/type/v1/money';

const formats = new Map<string, Intl.NumberFormat>();
const digits = new Map<string, number>();

/** Decimals of a currency's minor unit: 2 for EUR, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  const known = digits.get(currency) ?? formatOf('en', currency).resolvedOptions().maximumFractionDigits ?? 2;
  digits.set(currency, known);
  return known;
}

/** The amount in the language's way, with the currency's sign: €4.75, 4,75 €. */
export function formatMoney({ minor, currencyCode }: Money, language: string): string {
  return formatOf(language, currencyCode).format(toDecimal(minor, minorDigits(currencyCode)));
}

/**
 * Minor units of an amount as someone has typed it: with a point, a comma or the Arabic sign before the decimals, with
 * Western, Arabic or Persian digits, groups or none. Undefined where it is no amount, or has more decimals than the currency.
 */
export function parseAmount(text: string, currency: string): bigint | undefined {
  const digits = minorDigits(currency);
  const plain = westernDigits(text)
    .replace(/[\s\u200e\u200f\u061c\p{Sc}]/gu, '')
    .replace(/\u2212/g, '-')
    .replace(/\u066b/g, '.')
    .replace(/[\u066c'\u2019]/g, ',');
  const match = /^(-?)(\d[\d.,]*|[.,]\d+)$/.exec(plain);
  if (!match) return undefined;
  const [, sign, amount = ''] = match;
  const split = splitDecimals(amount, digits);
  if (!split) return undefined;
  const minor = BigInt(split.whole + split.fraction.padEnd(digits, '0'));
  return sign ? -minor : minor;
}

function splitDecimals(amount: string, digits: number): { whole: string; fraction: string } | undefined {
  const at = Math.max(amount.lastIndexOf('.'), amount.lastIndexOf(','));
  if (at < 0) return { whole: amount, fraction: '' };
  const mark = amount[at] as string;
  const [before, after] = [amount.slice(0, at), amount.slice(at + 1)];
  // A mark that comes twice, or leaves exactly three digits that are too many for decimals, groups thousands.
  const groups = before.includes(mark) || after.length > digits;
  if (groups) {
    const grouped = new RegExp(`^[1-9]\\d{0,2}(\\${mark}\\d{3})+$`).test(amount);
    return grouped ? { whole: amount.replaceAll(mark, ''), fraction: '' } : undefined;
  }
  if (after === '' && digits === 0) return undefined;
  const whole = /^\d*$/.test(before) ? before : ungroup(before);
  return whole === undefined ? undefined : { whole: whole || '0', fraction: after };
}

function ungroup(text: string): string | undefined {
  return /^[1-9]\d{0,2}([.,])\d{3}(\1\d{3})*$/.test(text) ? text.replace(/[.,]/g, '') : undefined;
}

/** Arabic and Persian digits as 0–9. */
function westernDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

function toDecimal(minor: bigint, digits: number): Intl.StringNumericLiteral {
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  const [whole, fraction] = [text.slice(0, text.length - digits), text.slice(text.length - digits)];
  return `${minor < 0n ? '-' : ''}${whole}${fraction && `.${fraction}`}` as Intl.StringNumericLiteral;
}

function formatOf(language: string, currency: string): Intl.NumberFormat {
  const key = `${language} ${currency}`;
  let format = formats.get(key);
  if (!format) {
    const options = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const;
    format = new Intl.NumberFormat(language, options);
    formats.set(key, format);
  }
  return format;
}
