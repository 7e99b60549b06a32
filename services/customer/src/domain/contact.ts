import { isDate, isEmail, isLanguage, normaliseEmail } from '@sippy/kit/formats';
import { invalidField } from '@sippy/kit/refusal';

/** An e-mail address as it is kept and compared: no blanks around it, Unicode composed, lower case; null for none. */
export function readEmail(typed: string, field: string): string | null {
  const email = normaliseEmail(typed);
  if (email !== '' && !isEmail(email)) throw invalidField(field, 'must be an e-mail address');
  return email || null;
}

/** A language as its BCP 47 tag; null for none. */
export function readLanguage(language: string, field: string): string | null {
  if (language !== '' && !isLanguage(language))
    throw invalidField(field, 'must be a language tag such as de-AT');
  return language || null;
}

/** A telephone number in E.164, from the ways in which people write one with its country code; null for none. */
export function readPhone(typed: string, field: string): string | null {
  const phone = typed.replace(/[\s().\-/]/g, '').replace(/^00/, '+');
  if (phone === '') return null;
  if (!/^\+[1-9]\d{6,14}$/.test(phone)) {
    throw invalidField(field, 'must be a telephone number with its country code, such as +12125550123');
  }
  return phone;
}

/** A card number without blanks and hyphens, in capital letters; null for none. */
export function readCard(typed: string, field: string): string | null {
  const card = typed.replace(/[\s-]/g, '').toUpperCase();
  if (card === '') return null;
  if (!/^[A-Z0-9]{4,32}$/.test(card)) throw invalidField(field, 'must have 4 to 32 letters and digits');
  return card;
}

/** A date of birth as YYYY-MM-DD, from 1900 to today; null for none. */
export function readBirthDate(date: string, now: Date, field: string): string | null {
  if (date === '') return null;
  if (!isDate(date)) throw invalidField(field, 'must be a date as YYYY-MM-DD');
  if (date < '1900-01-01' || date > now.toISOString().slice(0, 10)) {
    throw invalidField(field, 'must lie between 1900-01-01 and today');
  }
  return date;
}

/** A name without blanks around it. Refuses one of blanks only. */
export function readName(name: string, field: string): string {
  const read = name.trim();
  if (read === '') throw invalidField(field, 'must be set');
  return read;
}
