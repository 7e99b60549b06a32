import type { Call } from '@sippy/kit/call';
import { invalidField } from '@sippy/kit/refusal';

/** Whose points a request is about. */
export interface Asked {
  /** Café whose staff ask; empty for a member's own. */
  cafeId: string;
  /** The member; empty for the caller. */
  customerId: string;
}

/** The caller's own id, or that of the customer whom staff name. */
export function askedMember(call: Call, asked: Asked): string {
  const customerId = askedMemberOrAll(call, asked);
  if (customerId === undefined) throw invalidField('customer_id', 'must be set');
  return customerId;
}

/** The same; undefined where staff name nobody, and so ask for all. Whoever names a café must have the right there. */
export function askedMemberOrAll(call: Call, { cafeId, customerId }: Asked): string | undefined {
  if (call.scope.kind !== 'customer') return customerId || undefined;
  if (cafeId !== '') call.authoriseCafe(cafeId, 'loyalty.read');
  if (customerId !== '') call.authoriseCustomer(customerId);
  return call.scope.id;
}
