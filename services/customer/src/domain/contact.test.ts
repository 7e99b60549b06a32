import { expect, test } from 'vitest';
import { readBirthDate, readCard, readEmail, readName, readPhone } from './contact.ts';

test('an e-mail address is compared without case and blanks', () => {
  expect(readEmail(' Venus@Adipiscing.EDU ', 'email')).toBe('venus@adipiscing.edu');
  expect(readEmail('', 'email')).toBeNull();
  expect(() => readEmail('nobody', 'email')).toThrow(/^email: /);
});

test('a telephone number is the same however it is written', () => {
  for (const typed of ['+12125550123', '+1 (212) 555-0123', '001 212.555.0123', '+1/212/5550123']) {
    expect(readPhone(typed, 'phone')).toBe('+12125550123');
  }
  expect(readPhone('  ', 'phone')).toBeNull();
});

test('a telephone number without its country code is refused with the field', () => {
  for (const typed of ['2125550123', '+0123456789', '+1', 'call me', '+1234567890123456']) {
    expect(() => readPhone(typed, 'phone')).toThrow(/^phone: /);
  }
});

test('a card number is the same with hyphens, blanks and small letters', () => {
  expect(readCard('908-424-2890', 'card_number')).toBe('9084242890');
  expect(readCard(' ab12 cd ', 'card_number')).toBe('AB12CD');
  expect(readCard('-', 'card_number')).toBeNull();
  expect(() => readCard('12', 'card_number')).toThrow(/^card_number: /);
  expect(() => readCard("1234';--x", 'card_number')).toThrow(/^card_number: /);
});

test('nobody is born in the future or before 1900', () => {
  const now = new Date('2026-05-01T12:00:00Z');
  expect(readBirthDate('1950-05-29', now, 'birth_date')).toBe('1950-05-29');
  expect(readBirthDate('', now, 'birth_date')).toBeNull();
  expect(() => readBirthDate('2026-02-30', now, 'birth_date')).toThrow(/birth_date/);
  expect(() => readBirthDate('2026-05-02', now, 'birth_date')).toThrow(/birth_date/);
  expect(() => readBirthDate('1899-12-31', now, 'birth_date')).toThrow(/birth_date/);
});

test('a name is more than blanks', () => {
  expect(readName(' Kelly Key ', 'name')).toBe('Kelly Key');
  expect(() => readName('   ', 'name')).toThrow(/^name: /);
});
