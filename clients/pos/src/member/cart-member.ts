/** The member on a sale. Pure. */
import type { Order } from '@sippy/proto/web/order/v1/order';

/** A member as the till knows them. */
export interface CartMember {
  /** Empty of one who is only noted. */
  readonly customerId: string;
  /** What to call them; empty where only their order is known here. */
  readonly name: string;
  /** Membership number; empty likewise. */
  readonly number: string;
  /** They named themselves while nobody could be looked up: who they are is found out later, and their points follow. */
  readonly isNoted?: boolean | undefined;
}

/** Somebody who is looked up later. */
export const notedMember: CartMember = { customerId: '', name: '', number: '', isNoted: true };

/** The member of an order, with the name that is known here. */
export function memberOf(
  { customerId }: Pick<Order, 'customerId'>,
  known: CartMember | undefined,
): CartMember | undefined {
  if (customerId === '') return known?.isNoted ? known : undefined;
  return known?.customerId === customerId ? known : { customerId, name: '', number: '' };
}
