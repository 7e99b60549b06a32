/** A sale on its way: pure, so that what a barista does to it can be tested without a screen. */
import {
  type ChangeReason,
  FireMode,
  type ModifierChoice,
  type NewDiscount,
  type NewLine,
  type Order,
  OrderChannel,
  type PriceOverride,
} from '@sippy/proto/web/order/v1/order';
import type { PlaceOrderRequest } from '@sippy/proto/web/order/v1/order_service';
import { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import { type CartMember, memberOf } from '../member/cart-member.ts';
import { sameModifiers } from './same-modifiers.ts';
import { sentLines } from './sent-lines.ts';

/** What is being sold: a new sale, or an open check that is being continued. */
export interface Cart {
  /** Id that the order has or will have, a UUIDv7. */
  readonly orderId: string;
  /** Key under which the order is placed; the same one for every try. */
  readonly requestId: string;
  /** The open check as it was last heard of; undefined for a new sale. */
  readonly order: Order | undefined;
  readonly lines: readonly CartLine[];
  readonly kind: OrderKind;
  readonly customerName: string;
  readonly table: string;
  readonly note: string;
  /** Whose points it earns, and whose can pay for it. */
  readonly member?: CartMember | undefined;
  /** On the order as a whole. */
  readonly discounts: readonly NewDiscount[];
}

/** A position of the cart. */
export interface CartLine {
  readonly lineId: string;
  readonly productId: string;
  /** May be empty where the product has one variant only. */
  readonly variantId: string;
  readonly modifiers: readonly ModifierChoice[];
  /** 0 only for a sent line that was voided altogether. */
  readonly quantity: number;
  /** Instruction to the kitchen. */
  readonly note: string;
  /** 0 and 1 are made at once. */
  readonly course: number;
  readonly priceOverride?: PriceOverride | undefined;
  /** Free ones; only sent lines have them, because the server keeps count of them. */
  readonly comp?: { readonly quantity: number; readonly reason: ChangeReason | undefined } | undefined;
  readonly discounts: readonly NewDiscount[];
  /** It is on the order already: only the server changes it. */
  readonly sent: boolean;
}

/** What a guest chose, as it goes into a cart. */
export type LineDraft = Pick<
  CartLine,
  'productId' | 'variantId' | 'modifiers' | 'quantity' | 'note' | 'course'
>;

/** Most that one line can hold. */
export const MAX_QUANTITY = 999;

/** A cart with nothing in it. */
export function emptyCart(orderId: string, requestId: string, kind: OrderKind = OrderKind.TAKEAWAY): Cart {
  return {
    orderId,
    requestId,
    order: undefined,
    lines: [],
    kind,
    customerName: '',
    table: '',
    note: '',
    member: undefined,
    discounts: [],
  };
}

/**
 * Adds what was chosen. The same thing again directly after itself makes the line above one more instead of a second line,
 * unless that one was sent or has a price of its own.
 */
export function addLine(cart: Cart, draft: LineDraft, lineId: string): Cart {
  const last = cart.lines.at(-1);
  if (last && mergeable(last, draft))
    return changeQuantity(cart, last.lineId, last.quantity + draft.quantity);
  const line: CartLine = { ...draft, lineId, discounts: [], sent: false };
  return { ...cart, lines: [...cart.lines, line] };
}

/** Sets how many of an unsent line are wanted; none removes it. Sent lines stay as they are. */
export function changeQuantity(cart: Cart, lineId: string, quantity: number): Cart {
  if (quantity <= 0) return removeLine(cart, lineId);
  return changeLine(cart, lineId, { quantity: Math.min(quantity, MAX_QUANTITY) });
}

/** Takes an unsent line out. */
export function removeLine(cart: Cart, lineId: string): Cart {
  const lines = cart.lines.filter((line) => line.sent || line.lineId !== lineId);
  return lines.length === cart.lines.length ? cart : { ...cart, lines };
}

/** Changes an unsent line: other choices, a note, a price or discounts. */
export function changeLine(
  cart: Cart,
  lineId: string,
  change: Partial<Omit<CartLine, 'lineId' | 'sent' | 'comp'>>,
): Cart {
  if (!cart.lines.some((line) => line.lineId === lineId && !line.sent)) return cart;
  const lines = cart.lines.map((line) => (line.lineId === lineId ? { ...line, ...change } : line));
  return { ...cart, lines };
}

/** Changes what belongs to the sale as a whole. */
export function changeDetails(
  cart: Cart,
  change: Partial<Pick<Cart, 'kind' | 'customerName' | 'table' | 'note' | 'member' | 'discounts'>>,
): Cart {
  return { ...cart, ...change };
}

/** Puts a line that was taken out back where it was. */
export function restoreLine(cart: Cart, line: CartLine, position: number): Cart {
  if (cart.lines.some(({ lineId }) => lineId === line.lineId)) return cart;
  return { ...cart, lines: cart.lines.toSpliced(position, 0, line) };
}

/**
 * The cart with its order as the server has it now: sent lines and details are the server's, lines that are not sent yet
 * stay behind them. An older version than the one known changes nothing.
 */
export function withOrder(cart: Cart, order: Order): Cart {
  if (cart.orderId !== order.orderId) return cart;
  if (cart.order && cart.order.version >= order.version) return cart;
  const sent = sentLines(order, cart.lines);
  const known = new Set(sent.map(({ lineId }) => lineId));
  const unsent = cart.lines.filter((line) => !line.sent && !known.has(line.lineId));
  return {
    ...cart,
    order,
    lines: [...sent, ...unsent],
    kind: order.kind,
    customerName: order.customerName,
    table: order.table,
    note: order.note,
    member: memberOf(order, cart.member),
    // Vouchers stay with the order: the till neither gives nor changes them by its discounts.
    discounts: order.discounts
      .filter(({ voucher }) => !voucher)
      .map(({ name, value, reason }) => ({ name, value, reason })),
  };
}

/** A cart that continues an open check; `requestId` is for what it may still have to place. */
export function continueOrder(order: Order, requestId: string): Cart {
  return withOrder(emptyCart(order.orderId, requestId), order);
}

/** A new cart with what an order holds, as it would be chosen today. */
export function repeatOrder(order: Order, cart: Cart, newLineId: () => string): Cart {
  const lines = sentLines(order, []).filter(({ quantity }) => quantity > 0);
  return {
    ...cart,
    kind: order.kind,
    lines: lines.map(({ productId, variantId, modifiers, quantity, note, course }) => ({
      lineId: newLineId(),
      productId,
      variantId,
      modifiers,
      quantity,
      note,
      course,
      discounts: [],
      sent: false,
    })),
  };
}

/** Lines that the server does not know of yet. */
export function unsentLines(cart: Cart): readonly CartLine[] {
  return cart.lines.filter((line) => !line.sent);
}

/** Whether there is nothing in it that anybody would miss. */
export function isEmpty(cart: Cart): boolean {
  return cart.order === undefined && cart.lines.length === 0;
}

/** An unsent line as the server takes it, in PlaceOrder and in AddLines. */
export function toNewLine(line: CartLine): NewLine {
  const { lineId, productId, variantId, modifiers, quantity, note, course, priceOverride, discounts } = line;
  return {
    lineId,
    productId,
    variantId,
    modifiers: [...modifiers],
    quantity,
    note,
    course,
    priceOverride,
    discounts: [...discounts],
  };
}

/** The request that places a new sale at the counter; when it goes to the kitchen is the café's to say. */
export function toPlaceOrder(cart: Cart, cafeId: string): PlaceOrderRequest {
  return {
    requestId: cart.requestId,
    cafeId,
    orderId: cart.orderId,
    kind: cart.kind,
    channel: OrderChannel.COUNTER,
    fire: FireMode.UNSPECIFIED,
    lines: unsentLines(cart).map(toNewLine),
    discounts: [...cart.discounts],
    customerId: cart.member?.customerId ?? '',
    customerName: cart.customerName,
    table: cart.table,
    note: cart.note,
    series: '',
    takenTime: undefined,
    expectedTotal: undefined,
  };
}

function mergeable(line: CartLine, draft: LineDraft): boolean {
  return (
    !line.sent &&
    !line.priceOverride &&
    line.discounts.length === 0 &&
    line.quantity + draft.quantity <= MAX_QUANTITY &&
    line.productId === draft.productId &&
    line.variantId === draft.variantId &&
    line.note === draft.note &&
    line.course === draft.course &&
    sameModifiers(line.modifiers, draft.modifiers)
  );
}
