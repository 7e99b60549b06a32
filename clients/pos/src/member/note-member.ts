import { SippyError } from '@sippy/sdk/web';
import { changeDetails } from '../cart/cart.ts';
import { cartStore } from '../cart/cart-store.ts';
import type { Till } from '../till/till.tsx';
import { notedMember } from './cart-member.ts';
import { note } from './noted.ts';

const unreached: ReadonlySet<string> = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED']);

/**
 * Where a member could not be looked up for want of an answer, notes what they showed for the sale in the cart: their points
 * follow. Returns whether that is so; an order that is somebody's already stays theirs.
 */
export function noteUnreached(error: unknown, { cafe }: Till, orderId: string, text: string): boolean {
  const { cart, change } = cartStore.getState();
  const isUnreached = error instanceof SippyError && unreached.has(error.code);
  if (!isUnreached || cart.orderId !== orderId || cart.order?.customerId) return false;
  note({ cafeId: cafe.cafeId, orderId, text });
  change((now) => changeDetails(now, { member: notedMember }));
  return true;
}
