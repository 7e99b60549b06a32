import { TaxLevel, TaxTreatment } from '@sippy/proto/web/cafe/v1/cafe';
import {
  ChangeReasonCode,
  FireMode,
  type ModifierChoice,
  type NewLine,
  type Order,
  OrderChannel,
} from '@sippy/proto/web/order/v1/order';
import { CaptureMode } from '@sippy/proto/web/payment/v1/payment';
import { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import type { Sippy } from '@sippy/sdk';
import { vi } from 'vitest';

const currencyCode = 'EUR';
const money = (minor: number) => ({ currencyCode, minor: BigInt(minor) });
const reason = { code: ChangeReasonCode.GOODWILL, note: '' };
const inAnHour = () => new Date(Date.now() + 3_600_000);

type Line = Partial<NewLine> & { productId: string };

/** What can be sold at a café, by its name. */
export interface Shelf {
  cafeId: string;
  line(product: string, quantity: number, more?: Partial<NewLine>): Line;
  modifier(name: string): ModifierChoice;
}

/** Ids of the orders that tests go back to. */
export interface Sold {
  paid: string;
  split: string;
  cancelled: string;
  waiting: string;
  cooking: string;
  refunded: string;
  declined: string;
  taxed: string;
}

/** Sells in every way there is at two cafés, of which the second adds its taxes and asks for service. */
export async function sellEveryWay(sippy: Sippy, cafeIds: readonly string[]): Promise<Sold> {
  const [first = '', second = ''] = cafeIds;
  await taxPerOrder(sippy, second);
  const shelf = await shelfOf(sippy, first);
  const sold = {
    paid: await paidInCash(sippy, shelf),
    split: await splitAndAuthorised(sippy, shelf),
    cancelled: await cancelledAndGivenBack(sippy, shelf),
    waiting: (await place(sippy, shelf, [shelf.line('Espresso', 1)], { channel: OrderChannel.ONLINE }))
      .orderId,
    cooking: await editedAndCooking(sippy, shelf),
    refunded: await refundedInPart(sippy, shelf),
    declined: await declined(sippy, shelf),
    taxed: await taxedAndServed(sippy, await shelfOf(sippy, second)),
  };
  await place(sippy, shelf, [shelf.line('Espresso', 1)], { fire: FireMode.LATER });
  const begun = await place(sippy, shelf, [shelf.line('Espresso', 1)]);
  await sippy.payment.createPaymentIntent({ orderId: begun.orderId });
  const tea = shelf.line('Earl Grey', 1).productId;
  await sippy.catalog.setProductAvailability({
    cafeId: first,
    productId: tea,
    available: false,
    returnTime: inAnHour(),
  });
  await sippy.cafe.setBusyMode({
    cafeId: first,
    busyMode: { isOn: true, extraMinutes: 5, endTime: inAnHour() },
  });
  return sold;
}

/** What a café has on its menu. */
export async function shelfOf(sippy: Sippy, cafeId: string): Promise<Shelf> {
  const { menu } = await sippy.catalog.getMenu({ cafeId });
  if (!menu) throw new Error('the café has no menu');
  return {
    cafeId,
    line(name, quantity, more = {}) {
      const product = menu.products.find((candidate) => candidate.name === name);
      if (!product) throw new Error(`${name} is not on the menu`);
      return {
        productId: product.productId,
        variantId: product.variants[0]?.variantId ?? '',
        quantity,
        ...more,
      };
    },
    modifier(name) {
      const found = menu.modifierGroups
        .flatMap((group) => group.modifiers)
        .find((each) => each.name === name);
      if (!found) throw new Error(`${name} is not on the menu`);
      return { modifierId: found.modifierId, quantity: 1, modifiers: [] };
    },
  };
}

/** Places an order. */
export async function place(
  sippy: Sippy,
  { cafeId }: Shelf,
  lines: Line[],
  more: Parameters<Sippy['order']['placeOrder']>[0] = {},
): Promise<Order> {
  const { order } = await sippy.order.placeOrder({ cafeId, kind: OrderKind.DINE_IN, lines, ...more });
  if (!order) throw new Error('nothing was placed');
  return order;
}

async function paidInCash(sippy: Sippy, shelf: Shelf): Promise<string> {
  const lines = [
    shelf.line('Flat White', 3, {
      modifiers: [shelf.modifier('Oat milk'), shelf.modifier('Vanilla')],
      note: 'hot',
    }),
    shelf.line('Croissant', 2, {
      discounts: [{ name: 'Yesterday', value: { $case: 'bps', value: 3333 }, reason }],
    }),
    shelf.line('Avocado Toast', 1, {
      priceOverride: { price: { $case: 'unitPrice', value: money(777) }, reason },
    }),
    shelf.line('Cold Brew', 3, { priceOverride: { price: { $case: 'amount', value: money(1000) }, reason } }),
  ];
  const discounts = [{ name: 'Regular', value: { $case: 'fixed' as const, value: money(101) }, reason }];
  const { orderId } = await place(sippy, shelf, lines, { discounts, table: '7' });
  await sippy.payment.payCash({ orderId, tip: money(55), tendered: money(10_000) });
  await sippy.order.completeOrder({ orderId });
  return orderId;
}

/** Two payments in cash with a receipt each, and a card that is only authorised. */
async function splitAndAuthorised(sippy: Sippy, shelf: Shelf): Promise<string> {
  const { orderId } = await place(sippy, shelf, [shelf.line('Granola Bowl', 2)]);
  for (let part = 0; part < 2; part++) await sippy.payment.payCash({ orderId, amount: money(300) });
  await sippy.payment.createPaymentIntent({
    orderId,
    capture: CaptureMode.MANUAL,
    paymentMethodId: 'pm_card_visa',
    confirm: true,
  });
  return orderId;
}

async function cancelledAndGivenBack(sippy: Sippy, shelf: Shelf): Promise<string> {
  const unpaid = await place(sippy, shelf, [shelf.line('Espresso', 1)]);
  await sippy.order.cancelOrder({ orderId: unpaid.orderId, reason });
  const { orderId } = await place(sippy, shelf, [shelf.line('Espresso', 2)]);
  await sippy.payment.payCash({ orderId });
  await sippy.order.cancelOrder({ orderId, reason, refund: true });
  return orderId;
}

/** An open check, sent to the kitchen and changed while it is at work; one course waits. */
async function editedAndCooking(sippy: Sippy, shelf: Shelf): Promise<string> {
  const { orderId, lines } = await place(sippy, shelf, [shelf.line('Cappuccino', 3)], {
    fire: FireMode.LATER,
  });
  const lineId = lines[0]?.lineId ?? '';
  const more = [shelf.line('Avocado Toast', 2, { course: 1 }), shelf.line('Chai Latte', 1, { course: 2 })];
  await sippy.order.addLines({ orderId, lines: more });
  await sippy.order.fireOrder({ orderId });
  await sippy.order.voidLine({ orderId, lineId, quantity: 1, reason });
  await sippy.order.compLine({ orderId, lineId, quantity: 1, reason });
  const ticketId = await eventually(async () => {
    const { tickets } = await sippy.kitchen.listTickets({ cafeId: shelf.cafeId, orderId });
    return tickets[0]?.ticketId;
  });
  await sippy.kitchen.startTicket({ ticketId });
  await sippy.kitchen.bumpTicket({ ticketId });
  await sippy.kitchen.recallTicket({ ticketId });
  return orderId;
}

async function refundedInPart(sippy: Sippy, shelf: Shelf): Promise<string> {
  const { orderId, lines } = await place(sippy, shelf, [
    shelf.line('Carrot Cake', 2),
    shelf.line('Croissant', 1),
  ]);
  const { payment } = await sippy.payment.createPaymentIntent({
    orderId,
    paymentMethodId: 'pm_card_visa',
    confirm: true,
  });
  const paymentId = payment?.paymentId ?? '';
  await sippy.payment.refundPayment({ paymentId, amount: money(100), reason: 'dry' });
  const lineId = lines[1]?.lineId ?? '';
  await sippy.payment.refundPayment({ paymentId, lines: [{ lineId, quantity: 1 }], reason: 'cold' });
  return orderId;
}

async function declined(sippy: Sippy, shelf: Shelf): Promise<string> {
  const { orderId } = await place(sippy, shelf, [shelf.line('Croissant', 1)]);
  const card = { orderId, paymentMethodId: 'pm_card_visa_chargeDeclined', confirm: true };
  await sippy.payment.createPaymentIntent(card).catch(() => undefined);
  return orderId;
}

async function taxPerOrder(sippy: Sippy, cafeId: string): Promise<void> {
  const { cafe } = await sippy.cafe.getCafe({ cafeId });
  const tax = { ...cafe?.tax, level: TaxLevel.ORDER, treatment: TaxTreatment.ADDITIVE };
  await sippy.cafe.updateCafe({
    cafeId,
    version: cafe?.version ?? 0n,
    tax,
    cashRoundingMinor: 5n,
    serviceCharge: { name: 'Service', bps: 1250, taxCategory: 'standard', dineInOnly: true },
  });
}

async function taxedAndServed(sippy: Sippy, shelf: Shelf): Promise<string> {
  const lines = [shelf.line('Flat White', 3), shelf.line('Granola Bowl', 1), shelf.line('Croissant', 1)];
  const quote = { cafeId: shelf.cafeId, kind: OrderKind.DINE_IN, lines };
  await eventually(async () => (await sippy.order.quoteOrder(quote)).serviceCharge);
  const { orderId } = await place(sippy, shelf, lines);
  await sippy.payment.payCash({ orderId });
  await sippy.order.completeOrder({ orderId });
  return orderId;
}

/** What there is in the end, although not at once. */
export function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  const found = async () => {
    const value = await look();
    if (value === undefined) throw new Error('it has not come yet');
    return value;
  };
  return vi.waitFor(found, { timeout: 15_000, interval: 50 });
}
