import { invalidField, refuse } from '@sippy/kit/refusal';
import { type CardCode, readCardPayload } from './card.ts';
import { readCard, readEmail, readPhone } from './contact.ts';
import { readMembershipNumber } from './membership-number.ts';
import { cardUnreadable } from './refusals.ts';

/** What a counter asked for, as a request names it. */
export type TypedKey =
  | { $case: 'email' | 'phone' | 'cardNumber' | 'membershipNumber' | 'scan'; value: string }
  | undefined;

/** What a customer is looked up by: the column and the value in the form in which it is kept, or a scanned card. */
export type AskedKey =
  | { kind: 'EMAIL'; key: 'email'; value: string }
  | { kind: 'PHONE'; key: 'phone'; value: string }
  | { kind: 'CARD_NUMBER'; key: 'cardNumber'; value: string }
  | { kind: 'MEMBERSHIP_NUMBER'; key: 'membershipNumber'; value: string }
  | { kind: 'SCAN'; card: CardCode };

/** Reads what was typed or scanned. Refuses what cannot be anybody's. */
export function readAskedKey(asked: TypedKey): AskedKey {
  switch (asked?.$case) {
    case 'email':
      return { kind: 'EMAIL', key: 'email', value: set(readEmail(asked.value, 'email'), 'email') };
    case 'phone':
      return { kind: 'PHONE', key: 'phone', value: set(readPhone(asked.value, 'phone'), 'phone') };
    case 'cardNumber': {
      const value = set(readCard(asked.value, 'card_number'), 'card_number');
      return { kind: 'CARD_NUMBER', key: 'cardNumber', value };
    }
    case 'membershipNumber':
      return { kind: 'MEMBERSHIP_NUMBER', key: 'membershipNumber', value: readNumber(asked.value) };
    case 'scan': {
      const card = readCardPayload(asked.value);
      if (!card) throw cardUnreadable();
      return { kind: 'SCAN', card };
    }
    case undefined:
      throw invalidField('key', 'must be set');
  }
}

function set(value: string | null, field: string): string {
  if (value === null) throw invalidField(field, 'must be set');
  return value;
}

function readNumber(typed: string): string {
  const number = readMembershipNumber(typed);
  if (number !== undefined) return number;
  throw refuse('INVALID_ARGUMENT', 'MEMBERSHIP_NUMBER_INVALID', 'The membership number has a typing error.', {
    fields: [{ field: 'membership_number', description: 'has a typing error' }],
  });
}
