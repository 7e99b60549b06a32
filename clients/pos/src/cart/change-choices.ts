/**
 * Other choices for a line that is sent. The server has no such change of a line, as the kitchen may be making it: a line
 * with the new choices comes beside it and it is taken off, which the kitchen sees as changes of one ticket.
 */
import { type ChangeReason, ChangeReasonCode, type Order } from '@sippy/proto/web/order/v1/order';
import { type Sippy, SippyError } from '@sippy/sdk/web';
import type { Till } from '../till/till.tsx';
import { askOnce } from './ask-once.ts';
import { type CartLine, type LineDraft, toNewLine } from './cart.ts';
import { cartStore } from './cart-store.ts';
import { takeOn } from './change-order.ts';
import { isFired } from './line-actions.ts';

/**
 * Puts `draft` in the place of a sent line, with the price and the discounts that were set on that. Safe to do again with the
 * same `lineId`. Rejects with what the server refuses; the line that was is then still there.
 */
export async function changeChoices(
  till: Till,
  line: CartLine,
  draft: LineDraft & Pick<CartLine, 'lineId'>,
  note: string,
): Promise<void> {
  const { cart } = cartStore.getState();
  const { orderId } = cart;
  const { priceOverride, discounts, lineId } = line;
  const fired = isFired(cart, line);
  const needed = [
    fired ? 'order.comp' : 'order.edit',
    ...(priceOverride ? ['order.price_override'] : []),
    ...(discounts.length > 0 ? ['order.discount'] : []),
  ];
  const permission = needed.find((one) => !till.may(one)) ?? 'order.edit';
  await till.authorised(permission, async ({ order }) => {
    const added = await addLine(order, orderId, { ...draft, priceOverride, discounts, sent: false });
    if (added) takeOn(till, added);
    const off = { orderId, lineId, quantity: line.quantity };
    const reason: ChangeReason = { code: ChangeReasonCode.OTHER, note };
    const left = await askOnce('changed', { ...off, fired }, (requestId) =>
      fired
        ? order.voidLine({ requestId, ...off, reason })
        : order.removeLine({ requestId, orderId, lineId }),
    );
    if (left.order) takeOn(till, left.order);
  });
}

/** Undefined where an earlier try has added it. */
async function addLine(order: Sippy['order'], orderId: string, line: CartLine): Promise<Order | undefined> {
  const lines = [toNewLine(line)];
  try {
    const answer = await askOnce('add', { orderId, lines }, (requestId) =>
      order.addLines({ requestId, orderId, lines }),
    );
    return answer.order;
  } catch (error) {
    if (error instanceof SippyError && error.code === 'ALREADY_EXISTS') return undefined;
    throw error;
  }
}
