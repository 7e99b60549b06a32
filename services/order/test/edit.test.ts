import type { Principal } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { type TestHost, testPrincipal, testStaff } from '@sippy/kit/testing';
import { Event } from '@sippy/proto/event/v1/event';
import { OrderUpdated } from '@sippy/proto/order/v1/order_event';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  barista,
  given,
  line,
  manager,
  newCafe,
  newCustomer,
  ordersAs,
  payCash,
  placeOrder,
  startOrders,
  type TestCafe,
} from './fixture.ts';

let host: TestHost;
let cafe: TestCafe;
let me: Principal;
beforeAll(async () => {
  host = await startOrders();
  cafe = await newCafe(host);
  me = cafe.staff(...manager);
});
afterAll(() => host.stop());

const usd = (minor: bigint) => ({ currencyCode: 'USD', minor });
const orders = () => ordersAs(host, me);
const mistake = { code: 'CHANGE_REASON_CODE_MISTAKE', note: '' } as const;
const open = (lines = [line(cafe.menu.coffee, { quantity: 2 }), line(cafe.menu.muffin)]) =>
  placeOrder(host, cafe, lines, { fire: 'FIRE_MODE_LATER' });
const fired = () => placeOrder(host, cafe, [line(cafe.menu.coffee, { quantity: 2 }), line(cafe.menu.muffin)]);
const id = () => ({ requestId: newId() });
const lineId = (order: { lines: { lineId: string }[] }, i = 0) => given(order.lines[i]).lineId;
const lastEvent = async (orderId: string) => {
  const { rows } = await host
    .db('order')
    .query('select envelope from event where aggregate_id = $1 order by aggregate_version desc limit 1', [
      orderId,
    ]);
  return Event.decode(rows[0].envelope);
};

describe('lines of an open check', () => {
  test('are added behind the others, at the price of now', async () => {
    const { orderId } = await open();
    const { order } = await orders().addLines({ ...id(), orderId, lines: [line(cafe.menu.beans)] });
    expect(order?.lines.map((l) => l.productName)).toEqual(['Coffee', 'Muffin', 'Beans']);
    expect(order).toMatchObject({ version: 2n, totals: { total: usd(2625n) } });
    const told = OrderUpdated.decode((await lastEvent(orderId)).payload);
    expect(told.changes).toMatchObject([
      { kind: 'CHANGE_KIND_LINE_ADDED', quantityBefore: 0, quantityAfter: 1 },
    ]);
    expect(told.order?.linesVersion).toBe(2n);
  });

  test('change their quantity, and are removed, without a word to anybody', async () => {
    const order = await open();
    const { orderId } = order;
    const more = await orders().changeLineQuantity({ ...id(), orderId, lineId: lineId(order), quantity: 5 });
    expect(more.order?.totals?.total).toEqual(usd(1575n));
    const less = await orders().removeLine({ ...id(), orderId, lineId: lineId(order) });
    expect(less.order?.lines.map((l) => l.productName)).toEqual(['Muffin']);
    expect((await orders().getOrder({ orderId })).order).toEqual(less.order);
    await expect(orders().removeLine({ ...id(), orderId, lineId: lineId(order) })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('a line id that is there already is refused', async () => {
    const order = await open();
    const again = line(cafe.menu.coffee, { lineId: lineId(order) });
    await expect(
      orders().addLines({ ...id(), orderId: order.orderId, lines: [again] }),
    ).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    const twice = line(cafe.menu.coffee, { lineId: newId() });
    await expect(
      orders().addLines({ ...id(), orderId: order.orderId, lines: [twice, twice] }),
    ).rejects.toMatchObject({ fields: [{ field: 'lines[1].line_id' }] });
  });

  test('another order may use the same line id: one never writes the other', async () => {
    const [a, b] = [await open(), await open()];
    const stolen = line(cafe.menu.beans, { lineId: lineId(a) });
    await orders().addLines({ ...id(), orderId: b.orderId, lines: [stolen] });
    expect((await orders().getOrder({ orderId: a.orderId })).order).toEqual(a);
  });

  test('have at most two hundred', async () => {
    const order = await open();
    const lines = [...Array(100)].map(() => line(cafe.menu.muffin));
    await orders().addLines({ ...id(), orderId: order.orderId, lines });
    await expect(orders().addLines({ ...id(), orderId: order.orderId, lines })).rejects.toMatchObject({
      reason: 'TOO_MANY_LINES',
    });
  });
});

describe('lines that the kitchen knows of', () => {
  test('can grow, and become less only by being voided with a reason', async () => {
    const order = await fired();
    const { orderId } = order;
    const which = { orderId, lineId: lineId(order) };
    await orders().changeLineQuantity({ ...id(), ...which, quantity: 3 });
    for (const less of [
      () => orders().changeLineQuantity({ ...id(), ...which, quantity: 1 }),
      () => orders().removeLine({ ...id(), ...which }),
    ]) {
      await expect(less()).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'LINE_FIRED' });
    }
    await expect(orders().voidLine({ ...id(), ...which, quantity: 1 } as never)).rejects.toMatchObject({
      fields: [{ field: 'reason' }],
    });
    const one = await orders().voidLine({ ...id(), ...which, quantity: 1, reason: mistake });
    expect(one.order?.lines[0]).toMatchObject({ quantity: 2, voidedQuantity: 1, voidReason: mistake });
    const all = await orders().voidLine({ ...id(), ...which, reason: mistake });
    expect(all.order?.lines[0]).toMatchObject({ quantity: 0, voidedQuantity: 3, totalAmount: usd(0n) });
    expect(all.order?.totals?.total).toEqual(usd(325n));
    await expect(orders().voidLine({ ...id(), ...which, reason: mistake })).rejects.toMatchObject({
      reason: 'QUANTITY_EXCEEDED',
    });
  });

  test('are made free of charge with a reason; the kitchen makes them as before', async () => {
    const order = await fired();
    const which = { orderId: order.orderId, lineId: lineId(order) };
    const reason = { code: 'CHANGE_REASON_CODE_QUALITY', note: 'cold' } as const;
    const one = await orders().compLine({ ...id(), ...which, quantity: 1, reason });
    expect(one.order?.lines[0]).toMatchObject({ quantity: 2, compedQuantity: 1, compAmount: usd(250n) });
    const told = OrderUpdated.decode((await lastEvent(order.orderId)).payload);
    expect(told.changes).toMatchObject([
      {
        kind: 'CHANGE_KIND_LINE_COMPED',
        reason: 'CHANGE_REASON_CODE_QUALITY',
        amountBefore: usd(500n),
        amountAfter: usd(250n),
      },
    ]);
    expect(told.order?.lines[0]?.quantity).toBe(2);
    await expect(orders().compLine({ ...id(), ...which, quantity: 2, reason })).rejects.toMatchObject({
      reason: 'QUANTITY_EXCEEDED',
    });
  });

  test('can be changed until the order is ready', async () => {
    const { orderId, lines } = await fired();
    let version = 1n;
    for (const status of ['ORDER_STATUS_PREPARING', 'ORDER_STATUS_READY'] as const) {
      const moved = await orders().updateOrderStatus({ ...id(), orderId, version, status });
      version = given(moved.order).version;
    }
    const edit = () => orders().compLine({ ...id(), orderId, lineId: lineId({ lines }), reason: mistake });
    await expect(edit()).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'NOT_EDITABLE' });
    await orders().updateOrderStatus({ ...id(), orderId, version, status: 'ORDER_STATUS_PREPARING' });
    expect((await edit()).order?.lines[0]?.compedQuantity).toBe(2);
  });
});

describe('prices and discounts', () => {
  test('a price is set with a reason, and taken back', async () => {
    const order = await open();
    const which = { orderId: order.orderId, lineId: lineId(order) };
    const priceOverride = { price: { $case: 'amount', value: usd(333n) }, reason: mistake } as const;
    const set = await orders().overrideLinePrice({ ...id(), ...which, priceOverride });
    expect(set.order?.lines[0]).toMatchObject({ amount: usd(333n), listPrice: usd(250n), priceOverride });
    const more = await orders().changeLineQuantity({ ...id(), ...which, quantity: 4 });
    expect(more.order?.lines[0]?.amount).toEqual(usd(666n));
    const back = await orders().overrideLinePrice({ ...id(), ...which });
    expect(back.order?.lines[0]).toMatchObject({ amount: usd(1000n), priceOverride: undefined });
  });

  test('discounts are given to a line and to the order, and taken back', async () => {
    const order = await open();
    const { orderId } = order;
    const bps = (value: number) => ({
      name: 'Off',
      value: { $case: 'bps', value } as const,
      reason: mistake,
    });
    const fixed = { name: 'One off', value: { $case: 'fixed', value: usd(100n) } as const, reason: mistake };
    const a = await orders().discountLine({
      ...id(),
      orderId,
      lineId: lineId(order),
      discounts: [bps(1000)],
    });
    expect(a.order?.totals).toMatchObject({ discount: usd(50n), total: usd(775n) });
    const version = given(a.order).version;
    const b = await orders().updateOrder({ ...id(), orderId, version, discounts: { discounts: [fixed] } });
    expect(b.order?.totals).toMatchObject({ discount: usd(150n), total: usd(675n) });
    expect(b.order?.discounts).toMatchObject([{ name: 'One off', amount: usd(100n) }]);
    const c = await orders().updateOrder({
      ...id(),
      orderId,
      version: version + 1n,
      discounts: { discounts: [] },
    });
    expect(c.order?.totals?.total).toEqual(usd(775n));
  });

  test('the trace of a quote and of an order explains every amount', async () => {
    const lines = [
      line(cafe.menu.latte, {
        variantId: cafe.menu.large,
        modifiers: [{ modifierId: cafe.menu.oat, quantity: 1, modifiers: [] }],
      }),
    ];
    const quote = await ordersAs(host).quoteOrder({ cafeId: cafe.cafeId, lines });
    expect(quote.trace.map((s) => [s.rule, s.name, s.amount?.minor])).toEqual([
      ['PRICE_RULE_VARIANT_PRICE', 'Large', 475n],
      ['PRICE_RULE_MODIFIER_PRICE', 'Oat milk', 60n],
      ['PRICE_RULE_LINE_AMOUNT', '', 535n],
      ['PRICE_RULE_LINE_TOTAL', '', 535n],
      ['PRICE_RULE_ORDER_TOTAL', '', 535n],
    ]);
    const order = await placeOrder(host, cafe, lines);
    const { trace } = await orders().getOrder({ orderId: order.orderId, withTrace: true });
    expect(trace.map((s) => s.rule)).toEqual(quote.trace.map((s) => s.rule));
  });

  test('taxes and service charges of the café are copied onto the order', async () => {
    const taxed = await newCafe(host, {
      tax: {
        treatment: 'TAX_TREATMENT_ADDITIVE',
        level: 'TAX_LEVEL_ORDER',
        roundingMode: 'ROUNDING_MODE_HALF_EVEN',
        rules: [
          {
            taxCategory: 'standard',
            name: 'Sales tax',
            bps: 1000,
            takeawayBps: 500,
            treatment: 'TAX_TREATMENT_UNSPECIFIED',
          },
        ],
      },
      serviceCharge: { name: 'Service', bps: 1000, taxCategory: '', dineInOnly: true },
    });
    const order = await placeOrder(host, taxed, [line(taxed.menu.beans)], {
      kind: 'ORDER_KIND_DINE_IN',
      fire: 'FIRE_MODE_LATER',
    });
    expect(order.totals).toMatchObject({
      subtotal: usd(1800n),
      taxAdded: usd(180n),
      serviceCharge: usd(180n),
      total: usd(2160n),
    });
    const there = ordersAs(host, taxed.staff(...manager));
    const { order: away } = await there.updateOrder({
      ...id(),
      orderId: order.orderId,
      version: 1n,
      kind: 'ORDER_KIND_TAKEAWAY',
    });
    expect(away?.totals).toMatchObject({ taxAdded: usd(90n), serviceCharge: usd(0n), total: usd(1890n) });
    expect((await there.getOrder({ orderId: order.orderId })).order).toEqual(away);
  });
});

describe('an order as a whole', () => {
  test('changes with its version, and a stale one is told the current', async () => {
    const order = await open();
    const { orderId } = order;
    const customerId = await newCustomer(host, cafe);
    const change = { orderId, customerId, customerName: 'Ada', table: '7', note: 'window' };
    const { order: changed } = await orders().updateOrder({ ...id(), ...change, version: 1n });
    expect(changed).toMatchObject({ ...change, version: 2n });
    await expect(orders().updateOrder({ ...id(), ...change, version: 1n })).rejects.toMatchObject({
      code: 'ABORTED',
      reason: 'STALE_VERSION',
      metadata: { current_version: '2' },
    });
    const nobody = await orders().updateOrder({ ...id(), orderId, version: 2n, customerId: '' });
    expect(nobody.order).toMatchObject({ customerId: '', customerName: 'Ada' });
    const { rows } = await host
      .db('order')
      .query('select distinct customer_id from order_line where order_id = $1', [orderId]);
    expect(rows).toEqual([{ customer_id: null }]);
  });

  test('an edit that was made is made once, however often it is asked for', async () => {
    const { orderId } = await open();
    const request = { ...id(), orderId, lines: [line(cafe.menu.beans)] };
    const all = await Promise.all([...Array(8)].map(() => orders().addLines(request)));
    expect(all.every(({ order }) => order?.lines.length === 3)).toBe(true);
    await orders().cancelOrder({ ...id(), orderId, reason: mistake });
    expect((await orders().addLines(request)).order?.status).toBe('ORDER_STATUS_CANCELLED');
    await expect(orders().addLines({ ...request, ...id() })).rejects.toMatchObject({ reason: 'CLOSED' });
  });
});

describe('rights', () => {
  test('each edit needs its own', async () => {
    const order = await fired();
    const which = { orderId: order.orderId, lineId: lineId(order) };
    const asBarista = ordersAs(host, cafe.staff(...barista));
    const denied = (permission: string) => ({ code: 'PERMISSION_DENIED', metadata: { permission } });
    await expect(asBarista.overrideLinePrice({ ...id(), ...which })).rejects.toMatchObject(
      denied('order.price_override'),
    );
    await expect(asBarista.discountLine({ ...id(), ...which })).rejects.toMatchObject(
      denied('order.discount'),
    );
    await expect(
      asBarista.updateOrder({ ...id(), orderId: order.orderId, version: 1n, discounts: { discounts: [] } }),
    ).rejects.toMatchObject(denied('order.discount'));
    const reader = ordersAs(host, cafe.staff('order.read'));
    await expect(reader.voidLine({ ...id(), ...which, reason: mistake })).rejects.toMatchObject(
      denied('order.comp'),
    );
    await expect(
      reader.addLines({ ...id(), orderId: order.orderId, lines: [line(cafe.menu.coffee)] }),
    ).rejects.toMatchObject(denied('order.edit'));
  });

  test('orders of other cafés do not exist, not even those of the same organisation', async () => {
    const order = await fired();
    const sister = await newCafe(host, { organisationId: cafe.organisationId });
    for (const stranger of [
      testStaff(newId(), newId(), ...manager),
      testStaff(cafe.organisationId, sister.cafeId, ...manager),
      testPrincipal({ kind: 'user', customerId: newId() }),
    ]) {
      const all = ordersAs(host, stranger);
      const missing = { code: 'NOT_FOUND', message: `There is no order ${order.orderId}.` };
      await expect(all.getOrder({ orderId: order.orderId })).rejects.toMatchObject(missing);
      await expect(
        all.cancelOrder({ ...id(), orderId: order.orderId, reason: mistake }),
      ).rejects.toMatchObject(missing);
    }
    expect((await orders().getOrder({ orderId: order.orderId })).order?.version).toBe(1n);
  });

  test('what has been paid stands in the way of a lower price', async () => {
    const order = await fired();
    await payCash(host, cafe, order.orderId);
    const which = { orderId: order.orderId, lineId: lineId(order) };
    await expect
      .poll(async () => (await orders().getOrder({ orderId: order.orderId })).order?.paymentStatus)
      .toBe('PAYMENT_STATUS_PAID');
    await expect(orders().voidLine({ ...id(), ...which, reason: mistake })).rejects.toMatchObject({
      reason: 'TOTAL_BELOW_PAID',
    });
  });
});
