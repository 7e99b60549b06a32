/** Sells a day at the demo café, as its owner would who enters what was sold elsewhere. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ChangeReasonCode, FireMode, type NewLine, type Order } from '@sippy/proto/order/v1/order';
import { OrderKind } from '@sippy/proto/type/v1/order_kind';
import { type Sippy, SippyError } from '@sippy/sdk';
import { soldOut } from './choice-plan.ts';
import { type PlannedLine, type PlannedSale, planDay } from './day-plan.ts';
import { euros, modifierId, productId, variantId } from './menu.ts';

/** Where it is sold, and how. */
export interface Selling {
  readonly cafeId: string;
  /** Cards are charged in the sandbox; otherwise all is paid in cash. */
  readonly cards: boolean;
  /** The member whose name is `name`: what they order is theirs. */
  readonly member: { readonly customerId: string; readonly name: string };
  /** Told how many sales are done, of how many. */
  say(done: number, all: number): void;
}

/** Sales under way at a time: more gain nothing on two cores. */
const AT_ONCE = 8;
const SEED = 20_260_101;
/** How long the kitchen and the order may take to hear of each other, in milliseconds. */
const PATIENCE_MS = 20_000;
const card = 'pm_card_visa';

/** Sells what a café of this size has sold by now, unless it has sold something already. */
export async function sellDay(sippy: Sippy, selling: Selling): Promise<void> {
  const { cafeId, say } = selling;
  const { orders } = await sippy.order.listCafeOrders({ cafeId, page: { pageSize: 1 } });
  if (orders.length > 0) return;
  const plan = planDay(new Date(), SEED);
  const sold: { sale: PlannedSale; orderId: string; paymentId: string }[] = [];
  await atOnce(plan, async (sale) => {
    const { orderId, paymentId } = await sell(sippy, selling, sale);
    sold.push({ sale, orderId, paymentId });
    if (sold.length % 10 === 0) say(sold.length, plan.length);
  });
  await atOnce(sold, ({ sale, orderId, paymentId }) => finish(sippy, cafeId, sale, orderId, paymentId));
  await sippy.catalog.setProductAvailability({ cafeId, productId: productId(soldOut), available: false });
}

async function sell(
  sippy: Sippy,
  { cafeId, cards, member }: Selling,
  sale: PlannedSale,
): Promise<{ orderId: string; paymentId: string }> {
  const isFired = sale.ending !== 'check' && sale.ending !== 'cancelled';
  const { order } = await sippy.order.placeOrder({
    cafeId,
    kind: sale.dineIn ? OrderKind.DINE_IN : OrderKind.TAKEAWAY,
    fire: isFired ? FireMode.NOW : FireMode.LATER,
    takenTime: sale.time,
    table: sale.table,
    customerName: sale.guest,
    customerId: sale.guest === member.name ? member.customerId : '',
    lines: sale.lines.map(newLine),
  });
  if (!order) throw new Error('An order was placed and not answered.');
  const { orderId } = order;
  if (!isFired) return { orderId, paymentId: '' };
  const paymentTime = sale.time;
  const { payment } =
    sale.card && cards
      ? await sippy.payment.createPaymentIntent({
          orderId,
          paymentTime,
          paymentMethodId: card,
          confirm: true,
        })
      : await sippy.payment.payCash({ orderId, paymentTime, tendered: notesFor(order) });
  return { orderId, paymentId: payment?.paymentId ?? '' };
}

function newLine({
  product,
  size,
  quantity,
  modifiers,
  note,
}: PlannedLine): Partial<NewLine> & { productId: string } {
  return {
    productId: productId(product),
    variantId: variantId(product, size),
    quantity,
    note,
    modifiers: modifiers.map((name) => ({ modifierId: modifierId(name), quantity: 1, modifiers: [] })),
  };
}

/** What a guest hands over: the next five or ten euros. */
function notesFor({ totals }: Order) {
  const total = totals?.total?.minor ?? 0n;
  const step = total > 2000n ? 1000n : 500n;
  return euros(((total + step - 1n) / step) * step);
}

async function finish(
  sippy: Sippy,
  cafeId: string,
  { ending, lines }: PlannedSale,
  orderId: string,
  paymentId: string,
): Promise<void> {
  if (ending === 'cancelled') {
    const reason = { code: ChangeReasonCode.GUEST_REQUEST, note: 'Changed their mind' };
    await sippy.order.cancelOrder({ orderId, reason });
  }
  if (ending !== 'completed' && ending !== 'refunded') return;
  const isMade = lines.some(({ prepared }) => prepared);
  if (isMade) await onceHeard(() => sippy.kitchen.bumpOrder({ cafeId, orderId }));
  await onceHeard(() => sippy.order.completeOrder({ orderId }));
  if (ending === 'refunded') await sippy.payment.refundPayment({ paymentId, reason: 'The coffee was cold' });
}

/** Services hear of each other a moment later: what is not so yet is tried again. */
async function onceHeard(work: () => Promise<unknown>): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (let waitMs = 40; ; waitMs = Math.min(waitMs * 2, 1000)) {
    try {
      await work();
      return;
    } catch (error) {
      const early =
        error instanceof SippyError && (error.code === 'FAILED_PRECONDITION' || error.code === 'NOT_FOUND');
      if (!early || Date.now() > until) throw error;
      await sleep(waitMs);
    }
  }
}

/** Does work for each, so many at a time, in their order. Throws the first failure. */
async function atOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
