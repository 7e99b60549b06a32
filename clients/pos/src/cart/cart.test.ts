import { ChangeReasonCode, FireMode, Order, OrderStatus } from '@sippy/proto/web/order/v1/order';
import { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addLine,
  type Cart,
  changeLine,
  changeQuantity,
  continueOrder,
  emptyCart,
  isEmpty,
  type LineDraft,
  MAX_QUANTITY,
  removeLine,
  repeatOrder,
  restoreLine,
  toPlaceOrder,
  unsentLines,
  withOrder,
} from './cart.ts';
import { keepAsText, readKept } from './keep.ts';

const draft = (productId: string, more: Partial<LineDraft> = {}): LineDraft => ({
  productId,
  variantId: 'v',
  modifiers: [],
  quantity: 1,
  note: '',
  course: 0,
  ...more,
});
const drafts = fc.array(
  fc.record({
    productId: fc.constantFrom('latte', 'cake', 'tea'),
    quantity: fc.integer({ min: 1, max: 20 }),
    note: fc.constantFrom('', 'hot'),
  }),
  { maxLength: 30 },
);
const begin = (): Cart => emptyCart('order', 'request');
const fill = (all: readonly Partial<LineDraft>[]): Cart =>
  all.reduce<Cart>((cart, one, i) => addLine(cart, draft('', one), `line${i}`), begin());
const count = (cart: Cart) => cart.lines.reduce((sum, { quantity }) => sum + quantity, 0);
const orderOf = (version: bigint, lineIds: readonly string[], more: object = {}) =>
  Order.fromPartial({
    orderId: 'order',
    version,
    status: OrderStatus.CREATED,
    kind: OrderKind.DINE_IN,
    lines: lineIds.map((lineId) => ({ lineId, productId: 'latte', variantId: 'v', quantity: 2 })),
    ...more,
  });

test('nothing that was added is lost or had twice', () => {
  fc.assert(
    fc.property(drafts, (all) => {
      expect(count(fill(all))).toBe(all.reduce((sum, { quantity }) => sum + quantity, 0));
    }),
  );
});

test('the same thing directly after itself is one line, another one is its own', () => {
  const cart = fill([
    { productId: 'latte' },
    { productId: 'latte' },
    { productId: 'tea' },
    { productId: 'latte' },
  ]);
  expect(cart.lines.map(({ productId, quantity }) => [productId, quantity])).toEqual([
    ['latte', 2],
    ['tea', 1],
    ['latte', 1],
  ]);
});

test('a line with a discount or a price of its own is not added to', () => {
  const reason = { code: ChangeReasonCode.STAFF, note: '' };
  const discounts = [{ name: 'x', value: { $case: 'bps' as const, value: 1000 }, reason }];
  const cart = changeLine(fill([{ productId: 'latte' }]), 'line0', { discounts });
  expect(addLine(cart, draft('latte'), 'new').lines).toHaveLength(2);
});

test('the same modifiers in another order are the same thing', () => {
  const some = [
    { modifierId: 'oat', quantity: 1, modifiers: [] },
    { modifierId: 'shot', quantity: 2, modifiers: [] },
  ];
  const cart = addLine(begin(), draft('latte', { modifiers: some }), 'a');
  expect(addLine(cart, draft('latte', { modifiers: some.toReversed() }), 'b').lines).toHaveLength(1);
});

test('no line holds more than an order takes, and none of nothing stays', () => {
  fc.assert(
    fc.property(drafts, fc.nat({ max: 40 }), fc.integer({ min: -5, max: 5000 }), (all, at, quantity) => {
      const cart = changeQuantity(fill(all), `line${at}`, quantity);
      expect(cart.lines.every((line) => line.quantity >= 1 && line.quantity <= MAX_QUANTITY)).toBe(true);
    }),
  );
});

test('a line that was taken out comes back where it was', () => {
  fc.assert(
    fc.property(drafts, fc.nat({ max: 40 }), (all, at) => {
      const cart = fill(all);
      const line = cart.lines[at];
      if (line) expect(restoreLine(removeLine(cart, line.lineId), line, at)).toEqual(cart);
    }),
  );
});

test('sent lines are the server’s: nothing here changes them', () => {
  const cart = continueOrder(orderOf(1n, ['a', 'b']), 'request');
  expect(changeQuantity(cart, 'a', 9)).toBe(cart);
  expect(removeLine(cart, 'a')).toBe(cart);
  expect(changeLine(cart, 'a', { note: 'x' })).toBe(cart);
});

test('what another till adds or voids shows, and what is not sent yet stays behind it', () => {
  const cart = addLine(continueOrder(orderOf(1n, ['a', 'b']), 'request'), draft('cake'), 'mine');
  const next = withOrder(cart, orderOf(2n, ['a', 'theirs']));
  expect(next.lines.map(({ lineId, sent }) => [lineId, sent])).toEqual([
    ['a', true],
    ['theirs', true],
    ['mine', false],
  ]);
});

test('a line that did not change keeps its identity, so that it is not drawn again', () => {
  const cart = continueOrder(orderOf(1n, ['a', 'b']), 'request');
  expect(withOrder(cart, orderOf(2n, ['a', 'b', 'c'])).lines[0]).toBe(cart.lines[0]);
});

test('an older version and another order change nothing', () => {
  const cart = continueOrder(orderOf(5n, ['a']), 'request');
  expect(withOrder(cart, orderOf(4n, []))).toBe(cart);
  expect(withOrder(cart, orderOf(9n, [], { orderId: 'other' }))).toBe(cart);
});

test('once a placed cart is heard of, none of its lines is new any more', () => {
  const cart = fill([{ productId: 'latte' }, { productId: 'cake' }]);
  const placed = withOrder(cart, orderOf(1n, ['line0', 'line1']));
  expect(unsentLines(placed)).toEqual([]);
  expect(isEmpty(placed)).toBe(false);
});

test('a repeat has the same lines under new ids, without what was voided', () => {
  const order = orderOf(3n, ['a', 'b']);
  if (order.lines[1]) order.lines[1].quantity = 0;
  let next = 0;
  const cart = repeatOrder(order, begin(), () => `new${next++}`);
  expect(cart.lines.map(({ lineId, quantity, sent }) => [lineId, quantity, sent])).toEqual([
    ['new0', 2, false],
  ]);
});

test('the request to place it carries the cart’s own ids, and leaves it to the café when it goes to the kitchen', () => {
  fc.assert(
    fc.property(drafts, (all) => {
      const cart = fill(all);
      const request = toPlaceOrder(cart, 'cafe');
      expect(request).toMatchObject({
        requestId: 'request',
        orderId: 'order',
        cafeId: 'cafe',
        fire: FireMode.UNSPECIFIED,
      });
      expect(request.lines.map(({ lineId }) => lineId)).toEqual(cart.lines.map(({ lineId }) => lineId));
    }),
  );
});

test('a cart that was kept is read as it was, amounts and times included', () => {
  const order = orderOf(7n, ['a'], { createTime: new Date('2026-03-02T08:00:00Z') });
  const cart = addLine(continueOrder(order, 'request'), draft('cake'), 'mine');
  expect(readKept(keepAsText(cart))).toEqual(cart);
});
