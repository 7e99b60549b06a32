import { expect, test } from 'vitest';
import { decimalOf } from './amount-text.ts';
import type { Invoice, InvoiceLine } from './invoice.ts';
import { csvOf, termsOf, titleOf } from './invoice-text.ts';
import { isReference, referenceOf, showReference } from './reference.ts';

const line: InvoiceLine = {
  ...{
    lineId: 'l',
    kind: 'OWED',
    counterpartId: 'c',
    counterpartName: 'Bean & Co',
    minor: -1234n,
    adjustment: null,
  },
  ...{ issuerCafeName: '=HYPERLINK("x")', cafeName: 'Corner, North' },
  about: {
    ...{ issuerCafeId: 'a', issuerOrganisationId: 'o', cafeId: 'b', valueVersion: 1 },
    ...{ minorPerThousand: 500n, points: -2468n },
  },
};

test('a table holds numbers as numbers, and no text that a spreadsheet would run', () => {
  const invoice = {
    currencyCode: 'USD',
    lines: [line, { ...line, kind: 'FEE', counterpartName: '', about: null }],
  };
  const [head, first, second] = csvOf(invoice as unknown as Invoice).split('\r\n');
  expect(head?.split(',')).toHaveLength(11);
  expect(first).toBe(
    '1,OWED,"Points of =HYPERLINK(""x"") spent at Corner, North (Bean & Co)",c,a,b,1,500,-2468,-12.34,USD',
  );
  expect(second).toBe('2,FEE,Fee of c,c,,,,,,-12.34,USD');
  const granted = { disputedMonth: '2026-03', invoiceNumber: 12n, lineNumber: 3 };
  const adjusted = { ...line, kind: 'ADJUSTMENT', minor: 5n, about: null, adjustment: granted };
  expect(csvOf({ currencyCode: 'USD', lines: [adjusted] } as unknown as Invoice)).toContain(
    'Granted after a dispute: line 3 of invoice 12 of Bean & Co (2026-03)',
  );
  const formula = { ...line, kind: 'FEE', counterpartId: '=1+1', about: null };
  expect(csvOf({ currencyCode: 'USD', lines: [formula] } as unknown as Invoice)).toContain(",'=1+1,");
});

test('amounts have the decimals of their currency', () => {
  expect([5n, -5n, 123456n].map((minor) => decimalOf(minor, 'USD'))).toEqual(['0.05', '-0.05', '1234.56']);
  expect([decimalOf(500n, 'JPY'), decimalOf(1234n, 'KWD')]).toEqual(['500', '1.234']);
});

test('an invoice asks for money only where there is something to pay, and states who funds what', () => {
  expect([1n, 0n, -1n].map((total) => titleOf({ total, number: 7n } as Invoice))).toEqual([
    'Invoice 7',
    'Statement 7',
    'Statement 7',
  ]);
  const all = [termsOf('ISSUER', 'CREDITORS'), termsOf('ADMINISTRATOR', 'ADMINISTRATOR')].flat();
  expect(new Set(all).size).toBe(4);
});

test('a reference is known by its check digits, and one wrong character is found', () => {
  expect(referenceOf('539007547034')).toBe('RF18539007547034');
  expect(isReference('rf18 5390 0754 7034')).toBe(true);
  const reference = referenceOf('ABCDEFGH23456789');
  expect(showReference(reference)).toBe(`${reference.slice(0, 4)} ABCD EFGH 2345 6789`);
  for (let i = 2; i < reference.length; i++) {
    const wrong = reference[i] === '5' ? '6' : '5';
    expect(isReference(reference.slice(0, i) + wrong + reference.slice(i + 1))).toBe(false);
  }
});
