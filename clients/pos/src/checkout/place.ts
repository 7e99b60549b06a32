/** Placing a cart's order, or bringing one that is placed up to date with the cart. Safe to do again. */
import type { FireMode, Order } from '@sippy/proto/web/order/v1/order';
import { type Sippy, SippyError } from '@sippy/sdk/web';
import { type Cart, toPlaceOrder } from '../cart/cart.ts';
import type { Till } from '../till/till.tsx';
import { changedDetails, missingLines, permissionFor } from './bring-up.ts';

const mostTries = 4;

/** How long an answer is waited for before the screen says that there is none; asking again is safe. */
const soon = { timeoutMs: 3_000 };

/** What is asked beyond the cart. */
export interface PlaceOptions {
  /** Minor units that the guest was told; another total refuses a new order. */
  expectedTotal?: bigint;
  /** When a new order goes to the kitchen; the café's own rule where it is missing. */
  fire?: FireMode;
}

/** The part of the till that placing needs. */
export type PlacingTill = Pick<Till, 'sippy' | 'authorised' | 'currencyCode' | 'device'>;

/**
 * Places the cart, or adds to its order what is new. The order's id is the cart's, so that a repeat by anybody finds the
 * order that was made. Rejects with what the server refuses.
 */
export async function placeCart(till: PlacingTill, cart: Cart, options: PlaceOptions = {}): Promise<Order> {
  const placed = cart.order ? undefined : await placeNew(till, cart, options);
  return placed ?? bringUp(till, cart, await readOrder(till.sippy, cart.orderId));
}

/** Brings an order that is placed up to date with the cart. */
export async function bringUp(till: PlacingTill, cart: Cart, order: Order): Promise<Order> {
  return changeDetails(till, cart, await addMissing(till, cart, order));
}

/** The order as it is now. */
export async function readOrder(sippy: Pick<Sippy, 'order'>, orderId: string): Promise<Order> {
  return existing((await sippy.order.getOrder({ orderId }, soon)).order);
}

/** Undefined if the order is there already: placed before with other lines, by somebody else, or both. */
async function placeNew(till: PlacingTill, cart: Cart, options: PlaceOptions): Promise<Order | undefined> {
  const { expectedTotal, fire } = options;
  const request = {
    ...toPlaceOrder(cart, till.device.cafeId),
    ...(fire && { fire }),
    ...(expectedTotal !== undefined && {
      expectedTotal: { currencyCode: till.currencyCode, minor: expectedTotal },
    }),
  };
  try {
    return await till.authorised(permissionFor(cart, true), async (sippy) =>
      existing((await sippy.order.placeOrder(request, soon)).order),
    );
  } catch (error) {
    if (!isThere(error)) throw error;
    return undefined;
  }
}

async function addMissing(till: PlacingTill, cart: Cart, order: Order): Promise<Order> {
  const lines = missingLines(cart, order);
  if (lines.length === 0) return order;
  const { orderId } = order;
  try {
    return await till.authorised(permissionFor(cart, false), async (sippy) =>
      existing((await sippy.order.addLines({ orderId, lines }, soon)).order),
    );
  } catch (error) {
    if (!isThere(error)) throw error;
    const now = await readOrder(till.sippy, orderId);
    if (missingLines(cart, now).length === lines.length) throw error;
    return addMissing(till, cart, now);
  }
}

async function changeDetails(till: PlacingTill, cart: Cart, order: Order): Promise<Order> {
  const changes = changedDetails(cart, order);
  if (!changes) return order;
  const permission = changes.discounts ? 'order.discount' : 'order.edit';
  let now = order;
  for (let tries = 1; ; tries++) {
    const { orderId, version } = now;
    try {
      return await till.authorised(permission, async (sippy) =>
        existing((await sippy.order.updateOrder({ ...changes, orderId, version }, soon)).order),
      );
    } catch (error) {
      if (!(error instanceof SippyError) || error.code !== 'ABORTED' || tries >= mostTries) throw error;
      now = await readOrder(till.sippy, orderId);
    }
  }
}

function isThere(error: unknown): boolean {
  return (
    error instanceof SippyError && (error.code === 'ALREADY_EXISTS' || error.reason === 'REQUEST_ID_REUSED')
  );
}

function existing(order: Order | undefined): Order {
  if (!order) throw new SippyError('INTERNAL', 'The answer holds no order.');
  return order;
}
