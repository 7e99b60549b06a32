import type { Call } from '@sippy/kit/call';
import { invalidField } from '@sippy/kit/refusal';

/** Whose points a request is about: the caller's own, or those of the customer that staff name. */
export function askedMember(call: Call, customerId: string): string {
  if (call.scope.kind === 'customer') {
    if (customerId !== '') call.authoriseCustomer(customerId);
    return call.scope.id;
  }
  if (customerId === '') throw invalidField('customer_id', 'must be set');
  return customerId;
}
