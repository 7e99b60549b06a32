import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { languages } from '../text/languages.ts';
import { formatMoney, minorDigits, parseAmount } from './money.ts';

const currencies = ['EUR', 'USD', 'JPY', 'KWD'] as const;
const currency = fc.constantFrom(...currencies);
const language = fc.constantFrom(...languages);
const minor = fc.bigInt({ min: -1_000_000_000_000n, max: 1_000_000_000_000n });

/** The amount without its currency, as someone would type it who writes that language. */
function typed(amount: bigint, code: string, written: string): string {
  const digits = minorDigits(code);
  const text = amount
    .toString()
    .replace('-', '')
    .padStart(digits + 1, '0');
  const decimal = digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text;
  return new Intl.NumberFormat(written, { minimumFractionDigits: digits }).format(
    `${amount < 0n ? '-' : ''}${decimal}` as Intl.StringNumericLiteral,
  );
}

describe('an amount that is typed', () => {
  test('means what the same person would read, in every language and currency', () => {
    fc.assert(
      fc.property(minor, currency, language, (amount, code, written) => {
        expect(parseAmount(typed(amount, code, written), code)).toBe(amount);
      }),
    );
  });

  test('may be copied from the screen with its sign', () => {
    fc.assert(
      fc.property(minor, language, (amount, written) => {
        expect(parseAmount(formatMoney({ minor: amount, currencyCode: 'EUR' }, written), 'EUR')).toBe(amount);
      }),
    );
  });

  test('may be in Arabic or Persian digits', () => {
    fc.assert(
      fc.property(minor, currency, fc.constantFrom('ar-EG', 'fa'), (amount, code, written) => {
        expect(parseAmount(typed(amount, code, written), code)).toBe(amount);
      }),
    );
  });

  test('is never rounded: more decimals than the currency has are no amount', () => {
    fc.assert(
      fc.property(fc.nat(999), currency, fc.constantFrom('.', ','), (whole, code, mark) => {
        expect(parseAmount(`${whole}${mark}${'1'.repeat(minorDigits(code) + 4)}`, code)).toBeUndefined();
      }),
    );
  });

  test('is a whole number of minor units or nothing, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string(), currency, (text, code) => {
        expect(['bigint', 'undefined']).toContain(typeof parseAmount(text, code));
      }),
    );
  });

  test.each([
    ['4.75', 'EUR', 475n],
    ['4.7', 'EUR', 470n],
    ['4.', 'EUR', 400n],
    ['.5', 'EUR', 50n],
    ['1.234', 'EUR', 123_400n],
    ['1.234', 'KWD', 1234n],
    ['1,234', 'JPY', 1234n],
    ['1.234.567,89', 'EUR', 123_456_789n],
    ['1\u202f234,50 €', 'EUR', 123_450n],
    ['\u2212€3', 'EUR', -300n],
    ['', 'EUR', undefined],
    ['-', 'EUR', undefined],
    ['4.5', 'JPY', undefined],
    ['0.123', 'EUR', undefined],
    ['1,23,4', 'EUR', undefined],
    ['12a', 'EUR', undefined],
    ['1e3', 'EUR', undefined],
    ['4.75', 'EUR', 475n],
  ])('%j in %s is %s', (text, code, amount) => {
    expect(parseAmount(text, code)).toBe(amount);
  });
});

describe('an amount that is shown', () => {
  test('has every digit of its minor units', () => {
    fc.assert(
      fc.property(minor, currency, language, (amount, code, written) => {
        const shown = formatMoney({ minor: amount, currencyCode: code }, written);
        const whole = amount
          .toString()
          .replace('-', '')
          .padStart(minorDigits(code) + 1, '0');
        expect(shown.replace(/\D/g, '')).toBe(whole);
        expect(/[-\u2212]/.test(shown)).toBe(amount < 0n);
      }),
    );
  });

  test.each([
    ['en', '€4.75'],
    ['fr', '4,75\u00a0€'],
  ])('looks in %s as it is written there', (written, text) => {
    expect(formatMoney({ minor: 475n, currencyCode: 'EUR' }, written)).toBe(text);
  });
});
