/** Changes of an order that is placed: sent to the server at once, so that two tills on one check merge. */
import type { ChangeReason, NewDiscount, Order, PriceOverride } from '@sippy/proto/web/order/v1/order';
import type { UpdateOrderRequest } from '@sippy/proto/web/order/v1/order_service';
import { type Sippy, SippyError } from '@sippy/sdk/web';
import { saveCheck } from '../checkout/save-check.ts';
import { liveOrdersOf } from '../live/live-orders.ts';
import type { Till } from '../till/till.tsx';
import { askOnce } from './ask-once.ts';
import type { Cart } from './cart.ts';
import { cartStore } from './cart-store.ts';

/** A change of an order as a whole. */
export type Details = Partial<
  Pick<UpdateOrderRequest, 'kind' | 'customerId' | 'customerName' | 'table' | 'note' | 'discounts'>
>;

interface LineChange {
  readonly lineId: string;
  readonly [part: string]: unknown;
}

type OrderCall = (order: Sippy['order'], requestId: string) => Promise<{ order: Order | undefined }>;

/**
 * Changes the order that the cart holds now, also where another is in the cart by the time of a change. A line that the
 * server does not know of yet is kept as an open check first: what needs another's right, or the server's count, happens
 * there. Each resolves when the cart shows it, and rejects with the server's refusal.
 */
export function orderChanges(till: Till) {
  const { orderId } = cartStore.getState().cart;
  const change = async (name: string, permission: string, body: LineChange, call: OrderCall) => {
    const { order } = await till.authorised(permission, async (sippy) => {
      await ensurePlaced(till, orderId, body.lineId);
      return askOnce(name, { orderId, ...body }, (requestId) => call(sippy.order, requestId));
    });
    if (order) takeOn(till, order);
  };
  const remove = (lineId: string) =>
    change('remove', 'order.edit', { lineId }, (order, requestId) =>
      order.removeLine({ requestId, orderId, lineId }),
    );
  return {
    remove,
    /** So many more, or less, than the line has when this is sent; none takes it off. */
    async step(lineId: string, by: number) {
      const { cart } = cartStore.getState();
      const line = cart.lines.find((one) => one.lineId === lineId);
      if (!line || cart.orderId !== orderId) return;
      const quantity = line.quantity + by;
      if (quantity <= 0) return remove(lineId);
      await change('quantity', 'order.edit', { lineId, quantity }, (order, requestId) =>
        order.changeLineQuantity({ requestId, orderId, lineId, quantity }),
      );
    },
    annotate: (lineId: string, words: { note?: string; course?: number }) =>
      change('annotate', 'order.edit', { lineId, ...words }, (order, requestId) =>
        order.annotateLine({ requestId, orderId, lineId, ...words }),
      ),
    comp: (lineId: string, quantity: number, reason: ChangeReason) =>
      change('comp', 'order.comp', { lineId, quantity, reason }, (order, requestId) =>
        order.compLine({ requestId, orderId, lineId, quantity, reason }),
      ),
    void: (lineId: string, quantity: number, reason: ChangeReason) =>
      change('void', 'order.comp', { lineId, quantity, reason }, (order, requestId) =>
        order.voidLine({ requestId, orderId, lineId, quantity, reason }),
      ),
    price: (lineId: string, priceOverride: PriceOverride | undefined) =>
      change('price', 'order.price_override', { lineId, priceOverride }, (order, requestId) =>
        order.overrideLinePrice({ requestId, orderId, lineId, priceOverride }),
      ),
    discountLine: (lineId: string, discounts: NewDiscount[]) =>
      change('discount', 'order.discount', { lineId, discounts }, (order, requestId) =>
        order.discountLine({ requestId, orderId, lineId, discounts }),
      ),
    details: (details: Details) => updateDetails(till, details),
  };
}

async function ensurePlaced(till: Till, orderId: string, lineId: string): Promise<void> {
  const { cart } = cartStore.getState();
  if (cart.orderId !== orderId || cart.lines.some((line) => line.lineId === lineId && line.sent)) return;
  await place(till, cart);
}

async function place(till: Till, cart: Cart): Promise<void> {
  cartStore.getState().keep();
  takeOn(till, await saveCheck(till, cart));
}

/** Shows an order as a call has answered it, in the cart and in the list of orders. */
export function takeOn(till: Till, order: Order): void {
  cartStore.getState().hear(order);
  liveOrdersOf(till).hear(order);
}

const mostTries = 4;

/**
 * Details carry the order's version; where another till was quicker, what is set here is set on top of that. A new sale is
 * kept as an open check first.
 */
async function updateDetails(till: Till, details: Details): Promise<void> {
  const { orderId } = cartStore.getState().cart;
  const permission = details.discounts ? 'order.discount' : 'order.edit';
  for (let tries = 1; ; tries++) {
    try {
      const { order } = await till.authorised(permission, async (sippy) => {
        const { cart } = cartStore.getState();
        if (!cart.order) await place(till, cart);
        const version = cartStore.getState().cart.order?.version ?? 0n;
        return askOnce('details', { orderId, version, ...details }, (requestId) =>
          sippy.order.updateOrder({ requestId, orderId, version, ...details }),
        );
      });
      if (order) takeOn(till, order);
      return;
    } catch (error) {
      if (!(error instanceof SippyError) || error.code !== 'ABORTED' || tries >= mostTries) throw error;
      const { order } = await till.sippy.order.getOrder({ orderId });
      if (order) takeOn(till, order);
    }
  }
}
