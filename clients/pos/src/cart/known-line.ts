/** What the menu, or for a sent line its order, says about a line of a cart. */
import { type CafeRules, cafeRules } from '@sippy/order/cafe-rules';
import type { DiscountTerms, LineTerms } from '@sippy/order/pricing';
import { type MenuIndex, type SelectedLine, selectLine } from '@sippy/order/selection';
import type { Cafe } from '@sippy/proto/web/cafe/v1/cafe';
import type { NewDiscount, OrderLine, PriceOverride } from '@sippy/proto/web/order/v1/order';
import type { Cart, CartLine } from './cart.ts';

/** Why a line cannot be sold as it stands. */
export type LineProblem = 'SOLD_OUT' | 'OUTSIDE_DAYPART' | 'OFF_MENU' | 'CHOICES';

/** A modifier of a line as it is shown. */
export interface ShownModifier {
  readonly id: string;
  readonly name: string;
  readonly quantity: number;
  readonly price: bigint;
  /** Chosen with another modifier. */
  readonly nested: boolean;
}

/** A line with its names and what makes its price; no terms where it is not on the menu any more. */
export interface KnownLine {
  readonly line: CartLine;
  readonly terms: LineTerms | undefined;
  readonly name: string;
  readonly variantName: string;
  readonly modifiers: readonly ShownModifier[];
  readonly voidedQuantity: number;
  readonly problem: LineProblem | undefined;
}

const rules = new WeakMap<Cafe, CafeRules>();

/** What the café's settings mean, worked out once for each version of them. */
export function rulesOf(cafe: Cafe): CafeRules {
  const made = rules.get(cafe) ?? cafeRules(cafe);
  rules.set(cafe, made);
  return made;
}

const ofLine = new WeakMap<CartLine, { index: MenuIndex; cafe: Cafe; minute: number; known: KnownLine }>();

/** A line does not change between two taps: what is known of it is kept as long as menu, café and minute stay. */
export function knowLine(line: CartLine, cart: Cart, index: MenuIndex, cafe: Cafe, at: Date): KnownLine {
  if (line.sent) return knowSent(line, cart, cafe);
  const minute = Math.floor(at.getTime() / 60_000);
  const before = ofLine.get(line);
  if (before?.index === index && before.cafe === cafe && before.minute === minute) return before.known;
  const known = knowUnsent(line, index, cafe, at);
  ofLine.set(line, { index, cafe, minute, known });
  return known;
}

function knowUnsent(line: CartLine, index: MenuIndex, cafe: Cafe, at: Date): KnownLine {
  const problem = problemOf(() => select(line, index, cafe, at, true));
  try {
    const selected = select(line, index, cafe, at, false);
    return {
      line,
      terms: { ...termsOf(line, selected), tax: selected.tax },
      name: selected.productName,
      variantName: selected.variantName,
      modifiers: selected.modifiers.map(({ id, name, quantity, price, parentId }) => ({
        id,
        name,
        quantity,
        price,
        nested: parentId !== '',
      })),
      voidedQuantity: 0,
      problem,
    };
  } catch {
    const name = index.product(line.productId)?.product.name ?? '';
    const off = { terms: undefined, name, variantName: '', modifiers: [], voidedQuantity: 0 };
    return { ...off, line, problem: problem ?? 'OFF_MENU' };
  }
}

function select(line: CartLine, index: MenuIndex, cafe: Cafe, at: Date, onSaleOnly: boolean): SelectedLine {
  return selectLine(index, rulesOf(cafe), line, { at, onSaleOnly }, 'line');
}

const problems: Readonly<Record<string, LineProblem>> = {
  UNAVAILABLE_PRODUCT: 'SOLD_OUT',
  OUTSIDE_DAYPART: 'OUTSIDE_DAYPART',
  NOT_ON_MENU: 'OFF_MENU',
};

/** What the menu refuses about a choice; undefined where it can be sold. */
function problemOf(choose: () => unknown): LineProblem | undefined {
  try {
    choose();
    return undefined;
  } catch (error) {
    return problems[(error as { reason?: string }).reason ?? ''] ?? 'CHOICES';
  }
}

function termsOf(line: CartLine, selected: SelectedLine): Omit<LineTerms, 'tax'> {
  return {
    id: line.lineId,
    productId: selected.productId,
    categoryId: selected.categoryId,
    quantity: line.quantity,
    compedQuantity: line.comp?.quantity ?? 0,
    variant: {
      id: selected.variantId,
      name: selected.variantName || selected.productName,
      price: selected.variantPrice,
    },
    modifiers: selected.modifiers,
    override: overrideTerms(line.priceOverride, line.quantity),
    discounts: line.discounts.map((discount, i) => discountTerms(discount, `${line.lineId}/${i}`)),
  };
}

function knowSent(line: CartLine, cart: Cart, cafe: Cafe): KnownLine {
  const of = cart.order?.lines.find(({ lineId }) => lineId === line.lineId);
  if (!of) throw new Error('a sent line is not on its order');
  return {
    line,
    terms: sentTerms(line, of, cart, cafe),
    name: of.productName,
    variantName: of.variantName,
    modifiers: of.modifiers.map(({ modifierId, name, quantity, price, parentModifierId }) => ({
      id: modifierId,
      name,
      quantity,
      price: price?.minor ?? 0n,
      nested: parentModifierId !== '',
    })),
    voidedQuantity: of.voidedQuantity,
    problem: undefined,
  };
}

/** What was copied onto a line when it was sent; the menu of today does not touch it. */
function sentTerms(line: CartLine, of: OrderLine, cart: Cart, cafe: Cafe): LineTerms {
  const modifiers = of.modifiers.map(({ modifierId, name, quantity, price }) => ({
    id: modifierId,
    name,
    quantity,
    price: price?.minor ?? 0n,
  }));
  const extras = modifiers.reduce((sum, { price, quantity }) => sum + price * BigInt(quantity), 0n);
  const rule = rulesOf(cafe).taxOf(of.taxCategory);
  const sameKind = cart.order?.kind === cart.kind;
  const tax = { category: of.taxCategory, name: rule?.name ?? of.taxCategory };
  return {
    id: of.lineId,
    productId: of.productId,
    categoryId: of.categoryId,
    quantity: of.quantity,
    compedQuantity: of.compedQuantity,
    variant: {
      id: of.variantId,
      name: of.variantName || of.productName,
      price: (of.listPrice?.minor ?? 0n) - extras,
    },
    modifiers,
    // The server has worked the amount out for the quantity of today.
    override:
      of.priceOverride?.price?.$case === 'amount'
        ? { amount: of.amount?.minor ?? 0n, atQuantity: of.quantity }
        : overrideTerms(of.priceOverride, of.quantity),
    discounts: line.discounts.map((discount, i) => discountTerms(discount, `${line.lineId}/${i}`)),
    tax:
      of.taxCategory === ''
        ? undefined
        : sameKind
          ? { ...tax, bps: of.taxBps, included: of.taxIncluded }
          : rule,
  };
}

function overrideTerms(override: PriceOverride | undefined, quantity: number): LineTerms['override'] {
  const price = override?.price;
  if (!price) return undefined;
  return price.$case === 'unitPrice'
    ? { unitPrice: price.value.minor }
    : { amount: price.value.minor, atQuantity: quantity };
}

/** A discount as the pricing function takes it. */
export function discountTerms({ name, value }: NewDiscount, id: string): DiscountTerms {
  return {
    id,
    name,
    value: value?.$case === 'fixed' ? { fixed: value.value.minor } : { bps: value?.value ?? 0 },
  };
}
