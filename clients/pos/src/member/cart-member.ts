/** The member on a sale. Pure. */
import type { Order } from '@sippy/proto/web/order/v1/order';

/** A member as the till knows them. */
export interface CartMember {
  readonly customerId: string;
  /** What to call them; empty where only their order is known here. */
  readonly name: string;
  /** Membership number; empty likewise. */
  readonly number: string;
}

/** The member of an order, with the name that is known here. */
export function memberOf(
  { customerId }: Pick<Order, 'customerId'>,
  known: CartMember | undefined,
): CartMember | undefined {
  if (customerId === '') return undefined;
  return known?.customerId === customerId ? known : { customerId, name: '', number: '' };
}
