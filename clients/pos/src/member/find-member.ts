/** Finding a member and putting them on the sale. */
import type { LookUpCustomerResponse } from '@sippy/proto/web/customer/v1/customer_service';
import { SippyError } from '@sippy/sdk/web';
import { changeDetails } from '../cart/cart.ts';
import { cartStore } from '../cart/cart-store.ts';
import { orderChanges } from '../cart/change-order.ts';
import { endedAs } from '../cart/ended.ts';
import type { Till } from '../till/till.tsx';
import { askedKeys } from './asked-keys.ts';
import type { CartMember } from './cart-member.ts';
import { removeVouchers } from './change-vouchers.ts';
import { forgetNoted } from './noted.ts';

const soon = { timeoutMs: 5_000 };

/** Looks a member up by what was typed or scanned. Rejects with the server's refusal. */
export async function findMember({ sippy, cafe }: Till, text: string): Promise<CartMember> {
  let refusal: unknown = new SippyError('NOT_FOUND', 'There is no such customer.', { reason: 'NOT_FOUND' });
  for (const key of askedKeys(text)) {
    try {
      return known(await sippy.customer.lookUpCustomer({ cafeId: cafe.cafeId, key }, soon));
    } catch (error) {
      if (!isNobody(error)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

/**
 * Puts a member on the sale in the cart, or takes the one off that is there. An open check is changed at the server. Nothing
 * happens where another sale is in the cart by then.
 */
export async function setMember(till: Till, orderId: string, member: CartMember | undefined): Promise<void> {
  const { cart, change } = cartStore.getState();
  if (cart.orderId !== orderId || endedAs(cart)) return;
  forgetNoted(orderId);
  if (!cart.order || (cart.member?.isNoted && !member))
    return change((now) => changeDetails(now, { member }));
  // They are the member's, who takes them along.
  if (cart.order.customerId !== (member?.customerId ?? '')) await removeVouchers(till);
  await orderChanges(till).details({ customerId: member?.customerId ?? '' });
  change((now) => {
    const isSame = now.orderId === orderId && now.member?.customerId === member?.customerId;
    return isSame ? changeDetails(now, { member }) : now;
  });
}

function known({ customer, networkMember }: LookUpCustomerResponse): CartMember {
  if (customer?.profile) {
    const { customerId, name, membershipNumber } = customer.profile;
    return { customerId, name, number: membershipNumber };
  }
  if (!networkMember) throw new SippyError('INTERNAL', 'The answer holds no customer.');
  const { customerId, givenName, membershipNumber } = networkMember;
  return { customerId, name: givenName, number: membershipNumber };
}

/** Nobody has that number, or it can be nobody's: it may be another kind of number. */
function isNobody(error: unknown): boolean {
  return (
    error instanceof SippyError &&
    (error.code === 'NOT_FOUND' || error.reason === 'MEMBERSHIP_NUMBER_INVALID')
  );
}
