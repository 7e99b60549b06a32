import { CliError, exitCode } from './exit.ts';
import { minorDigits, parseMinor } from './shop-folder/parse-value.ts';

/** An amount with its decimals and thousands, without a currency sign: 169,715.09. */
export function formatMinor(minor: bigint, currency: string): string {
  const digits = minorDigits(currency);
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${minor < 0n ? '-' : ''}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ''}`;
}

/** An amount as it is typed, such as 12.50. Refuses what is none. */
export function readMoney(amount: string, currencyCode: string) {
  const minor = parseMinor(amount, minorDigits(currencyCode));
  if (minor === undefined) throw new CliError(`"${amount}" is no amount of ${currencyCode}.`, exitCode.usage);
  return { currencyCode, minor };
}
