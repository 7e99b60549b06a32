/** Finding out whose a sale is, of which only a card was noted, and saying so: to the cart, or to the loyalty service. */
import { EarnIntentStatus } from '@sippy/proto/web/loyalty/v1/loyalty';
import type { Order } from '@sippy/proto/web/order/v1/order';
import { SippyError } from '@sippy/sdk/web';
import { cartStore } from '../cart/cart-store.ts';
import { endedAs } from '../cart/ended.ts';
import { heldSales } from '../checkout/sale-lock.ts';
import type { Till } from '../till/till.tsx';
import type { CartMember } from './cart-member.ts';
import { findMember, setMember } from './find-member.ts';
import { forgetNoted, type Noted } from './noted.ts';

/**
 * What became of it. `put`: the member is on the sale in the cart. `queued`: the order is theirs as soon as it is paid.
 * `nobody`: nobody is known by what was noted. `refused`: the order is somebody else's. `soon`, `later`: the
 * order is not placed yet.
 */
export type Settled =
  | { readonly as: 'put'; readonly member: CartMember }
  | { readonly as: 'queued'; readonly member: CartMember; readonly number: string }
  | { readonly as: 'nobody' | 'refused' | 'soon' | 'later' };

/** A sale that nobody has placed after this time will not be, in milliseconds. */
const abandonedMs = 86_400_000;

/**
 * Goes on with what is noted as far as it can now. Rejects where the server cannot be reached. Until somebody begins to pay
 * a sale in this tab, its member is put on it; an order that is placed already is theirs by an earn intent.
 */
export async function settleNoted(till: Till, noted: Noted): Promise<Settled> {
  const { orderId, intentId, cafeId } = noted;
  const forget = () => forgetNoted(orderId, intentId);
  const isHeld = (await heldSales()).has(orderId);
  const { cart } = cartStore.getState();
  const isInHand = !isHeld && cart.orderId === orderId && !endedAs(cart);
  const order = isInHand ? undefined : await orderOf(till, orderId);
  if (!isInHand && !order) {
    // Another tab may still ring it up.
    if (Date.now() - noted.at > abandonedMs) forget();
    return { as: isHeld ? 'soon' : 'later' };
  }
  const member = await findMember(till, noted.text).catch(nobody);
  if (!member) {
    forget();
    takeOff(orderId);
    return { as: 'nobody' };
  }
  if (!order) {
    if (cartStore.getState().cart.member?.isNoted) await setMember(till, orderId, member);
    forget();
    return { as: 'put', member };
  }
  const { customerId } = member;
  const answer = await till.sippy.loyalty.queueEarning({
    ...{ requestId: intentId, cafeId, orderId, customerId, time: new Date(noted.at) },
  });
  forget();
  if (answer.status === EarnIntentStatus.REFUSED) return { as: 'refused' };
  return { as: 'queued', member, number: order.number };
}

/** The order; undefined where the server knows of none yet. */
async function orderOf({ sippy }: Till, orderId: string): Promise<Order | undefined> {
  try {
    return (await sippy.order.getOrder({ orderId })).order;
  } catch (error) {
    if (error instanceof SippyError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

const neverSomebody: ReadonlySet<string> = new Set(['NOT_FOUND', 'INVALID_ARGUMENT']);

function nobody(error: unknown): undefined {
  if (error instanceof SippyError && neverSomebody.has(error.code)) return undefined;
  throw error;
}

function takeOff(orderId: string): void {
  cartStore
    .getState()
    .change((cart) =>
      cart.orderId === orderId && cart.member?.isNoted ? { ...cart, member: undefined } : cart,
    );
}
