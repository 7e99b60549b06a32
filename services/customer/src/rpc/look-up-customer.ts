import type { Rpc } from '@sippy/kit/call';
import { invalidField, notFound, refuse, tooManyRequests } from '@sippy/kit/refusal';
import type {
  LookUpCustomerRequest,
  LookUpCustomerResponse,
} from '@sippy/proto/customer/v1/customer_service';
import type { CustomerContext } from '../context.ts';
import { readCard, readEmail, readPhone } from '../domain/contact.ts';
import { readMembershipNumber } from '../domain/membership-number.ts';
import { customerMessage } from '../messages/answers.ts';
import { type LookUpKey, lookUp } from '../store/customers.ts';

/** More than a busy counter needs, and far too few to try out numbers. */
const LIMIT = { max: 60, perMs: 60_000 };

/** Finds the customer who has exactly what the request names. */
export const lookUpCustomer =
  (ctx: CustomerContext): Rpc<LookUpCustomerRequest, LookUpCustomerResponse> =>
  async ({ cafeId, key: asked }, call) => {
    const { organisationId } = call;
    if (organisationId === undefined) throw notFound('café', cafeId);
    const { key, value } = readKey(asked);
    const { allowed, retryAfterMs } = await ctx.limits.take(`look-up:${call.principal.id}`, LIMIT);
    if (!allowed) throw tooManyRequests(retryAfterMs);
    const row = await lookUp(ctx.db, organisationId, key, value);
    // What was asked for is not repeated: it is personal.
    if (!row) throw refuse('NOT_FOUND', 'NOT_FOUND', 'There is no such customer.', { domain: 'sippy' });
    return { customer: customerMessage(row) };
  };

function readKey(asked: LookUpCustomerRequest['key']): { key: LookUpKey; value: string } {
  switch (asked?.$case) {
    case 'email':
      return { key: 'email', value: set(readEmail(asked.value, 'email'), 'email') };
    case 'phone':
      return { key: 'phone', value: set(readPhone(asked.value, 'phone'), 'phone') };
    case 'cardNumber':
      return { key: 'cardNumber', value: set(readCard(asked.value, 'card_number'), 'card_number') };
    case 'membershipNumber':
      return { key: 'membershipNumber', value: readNumber(asked.value) };
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
