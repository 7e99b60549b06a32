import type { Principal } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { eventually, type TestHost, testCustomer, testPrincipal } from '@sippy/kit/testing';
import { KitchenServiceDefinition } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { OrderStatus } from '@sippy/proto/order/v1/order';
import { PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  barista,
  given,
  line,
  manager,
  newCafe,
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

const id = () => ({ requestId: newId() });
const orders = () => ordersAs(host, me);
const usd = (minor: bigint) => ({ currencyCode: 'USD', minor });
const reason = { code: 'CHANGE_REASON_CODE_GUEST_REQUEST', note: '' } as const;
const payments = () => host.peer(PaymentServiceDefinition, me);
const service = testPrincipal({ kind: 'service', id: 'payment' });
const place = (more: object = {}) => placeOrder(host, cafe, [line(cafe.menu.coffee)], more);
const read = async (orderId: string) => given((await orders().getOrder({ orderId })).order);
const becomes = (orderId: string, status: OrderStatus) =>
  eventually(async () => (await read(orderId)).status === status);

describe('the life of an order', () => {
  test('goes by the table, and an illegal move names those that are open', async () => {
    const { orderId } = await place();
    const to = (status: OrderStatus, version: bigint) =>
      orders().updateOrderStatus({ ...id(), orderId, status, version });
    await expect(to('ORDER_STATUS_READY', 1n)).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'ILLEGAL_MOVE',
      metadata: { from: 'PENDING', to: 'READY', allowed: 'PREPARING,CANCELLED' },
    });
    await to('ORDER_STATUS_PREPARING', 1n);
    await expect(to('ORDER_STATUS_READY', 1n)).rejects.toMatchObject({ code: 'ABORTED' });
    const ready = await to('ORDER_STATUS_READY', 2n);
    expect(given(ready.order).readyTime).toBeInstanceOf(Date);
    await expect(to('ORDER_STATUS_COMPLETED', 3n)).rejects.toMatchObject({ reason: 'NOT_PAID' });
    expect((await to('ORDER_STATUS_PENDING', 3n)).order?.status).toBe('ORDER_STATUS_PENDING');
  });

  test('an open check is fired once', async () => {
    const { orderId } = await place({ fire: 'FIRE_MODE_LATER' });
    const { order } = await orders().fireOrder({ ...id(), orderId });
    expect(order).toMatchObject({ status: 'ORDER_STATUS_PENDING' });
    expect(order?.fireTime).toBeInstanceOf(Date);
    await expect(orders().fireOrder({ ...id(), orderId })).rejects.toMatchObject({ reason: 'ILLEGAL_MOVE' });
    const { orderId: empty } = await placeOrder(host, cafe, [], { fire: 'FIRE_MODE_LATER' });
    await expect(orders().fireOrder({ ...id(), orderId: empty })).rejects.toMatchObject({ reason: 'EMPTY' });
  });

  test('a paid order is handed over at once, even before the fact of its payment has come', async () => {
    const { orderId } = await place();
    await expect(orders().completeOrder({ ...id(), orderId })).rejects.toMatchObject({ reason: 'NOT_PAID' });
    await payCash(host, cafe, orderId);
    const { order } = await orders().completeOrder({ ...id(), orderId });
    expect(order).toMatchObject({ status: 'ORDER_STATUS_COMPLETED', paymentStatus: 'PAYMENT_STATUS_PAID' });
    expect(order?.totals).toMatchObject({ paid: usd(250n), due: usd(0n) });
    await expect(orders().cancelOrder({ ...id(), orderId, reason })).rejects.toMatchObject({
      reason: 'ILLEGAL_MOVE',
    });
  });

  test('an order that costs nothing can be handed over', async () => {
    const order = await place();
    const { orderId } = order;
    await orders().compLine({ ...id(), orderId, lineId: given(order.lines[0]).lineId, reason });
    expect((await orders().completeOrder({ ...id(), orderId })).order?.status).toBe('ORDER_STATUS_COMPLETED');
  });
});

describe('with the kitchen', () => {
  const kitchen = () => host.peer(KitchenServiceDefinition, me);
  const tickets = async (orderId: string, statuses: never[] = []) =>
    (await kitchen().listTickets({ cafeId: cafe.cafeId, orderId, statuses })).tickets;

  test('an order is ready when its tickets are bumped, and no longer when one is recalled', async () => {
    const { orderId } = await place();
    await eventually(async () => (await tickets(orderId)).length === 1);
    const ticketId = given((await tickets(orderId))[0]).ticketId;
    await kitchen().bumpTicket({ ...id(), ticketId });
    await becomes(orderId, 'ORDER_STATUS_READY');
    await kitchen().recallTicket({ ...id(), ticketId });
    await becomes(orderId, 'ORDER_STATUS_PREPARING');
    await kitchen().bumpTicket({ ...id(), ticketId });
    await becomes(orderId, 'ORDER_STATUS_READY');
  });

  test('a café that fires when paid sends the order to the kitchen when it is paid, not before', async () => {
    const other = await newCafe(host, { fireWhenPaid: true });
    const order = await placeOrder(host, other, [line(other.menu.coffee)]);
    expect(order.status).toBe('ORDER_STATUS_CREATED');
    await payCash(host, other, order.orderId);
    const there = ordersAs(host, other.staff(...manager));
    await eventually(async () => {
      const now = (await there.getOrder({ orderId: order.orderId })).order;
      return now?.status === 'ORDER_STATUS_PENDING' && now.paymentStatus === 'PAYMENT_STATUS_PAID';
    });
  });
});

describe('cancelling', () => {
  test('an unpaid order needs a reason and the right', async () => {
    const { orderId } = await place();
    await expect(orders().cancelOrder({ ...id(), orderId } as never)).rejects.toMatchObject({
      fields: [{ field: 'reason' }],
    });
    await expect(
      orders().cancelOrder({ ...id(), orderId, reason: { code: 'CHANGE_REASON_CODE_EXPIRED' } } as never),
    ).rejects.toMatchObject({ fields: [{ field: 'reason.code' }] });
    const { order } = await orders().cancelOrder({ ...id(), orderId, reason });
    expect(order).toMatchObject({
      status: 'ORDER_STATUS_CANCELLED',
      cancelReason: reason,
      totals: { due: usd(0n) },
    });
  });

  test('a paid order is not cancelled without giving the money back, which needs a right of its own', async () => {
    const { orderId } = await place();
    await payCash(host, cafe, orderId);
    await expect(orders().cancelOrder({ ...id(), orderId, reason })).rejects.toMatchObject({
      reason: 'PAID',
    });
    const asBarista = ordersAs(host, cafe.staff(...barista));
    await expect(asBarista.cancelOrder({ ...id(), orderId, reason, refund: true })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      metadata: { permission: 'payment.refund' },
    });
    const { order } = await orders().cancelOrder({ ...id(), orderId, reason, refund: true });
    expect(order).toMatchObject({ status: 'ORDER_STATUS_CANCELLED', totals: { due: usd(-250n) } });
    await eventually(async () => (await read(orderId)).paymentStatus === 'PAYMENT_STATUS_REFUNDED');
    expect((await read(orderId)).totals?.due).toEqual(usd(0n));
  });

  test('customers cancel their own online order until the kitchen knows of it', async () => {
    const customer = testCustomer();
    const mine = ordersAs(host, customer);
    const request = () => ({
      ...id(),
      cafeId: cafe.cafeId,
      customerId: given(customer.customerId),
      lines: [line(cafe.menu.muffin)],
    });
    const first = given((await mine.placeOrder(request())).order);
    expect((await mine.cancelOrder({ ...id(), orderId: first.orderId, reason })).order?.status).toBe(
      'ORDER_STATUS_CANCELLED',
    );
    const second = given((await mine.placeOrder(request())).order);
    await orders().fireOrder({ ...id(), orderId: second.orderId });
    await expect(mine.cancelOrder({ ...id(), orderId: second.orderId, reason })).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'STAFF_ONLY',
    });
  });
});

describe('a payment under way', () => {
  const held = (orderId: string, paymentId: string, version = 1n, minor = 250n) =>
    ordersAs(host, service).beginPayment({
      ...id(),
      orderId,
      paymentId,
      version,
      amount: usd(minor),
      leaseSeconds: 60,
    });

  test('holds lines and prices, and nothing else, until it ends', async () => {
    const order = await place();
    const { orderId } = order;
    const paymentId = newId();
    await held(orderId, paymentId);
    const which = { orderId, lineId: given(order.lines[0]).lineId };
    const inFlight = {
      code: 'FAILED_PRECONDITION',
      reason: 'PAYMENT_IN_FLIGHT',
      metadata: { payment_ids: paymentId },
    };
    await expect(orders().changeLineQuantity({ ...id(), ...which, quantity: 2 })).rejects.toMatchObject(
      inFlight,
    );
    await expect(orders().cancelOrder({ ...id(), orderId, reason })).rejects.toMatchObject(inFlight);
    await orders().annotateLine({ ...id(), ...which, note: 'hot' });
    expect(
      (await orders().updateOrderStatus({ ...id(), orderId, version: 2n, status: 'ORDER_STATUS_PREPARING' }))
        .order,
    ).toMatchObject({
      version: 3n,
    });
    expect(await ordersAs(host, service).getPayable({ orderId })).toMatchObject({
      isPayable: true,
      paymentIds: [paymentId],
    });
    await ordersAs(host, service).endPayment({ ...id(), orderId, paymentId });
    await orders().changeLineQuantity({ ...id(), ...which, quantity: 2 });
    await ordersAs(host, service).endPayment({ ...id(), orderId, paymentId });
  });

  test('is refused for a stale version, more than is due and a closed order, and renews its own lease', async () => {
    const { orderId } = await place();
    const paymentId = newId();
    await expect(held(orderId, newId(), 2n)).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(held(orderId, newId(), 1n, 251n)).rejects.toMatchObject({ reason: 'AMOUNT_EXCEEDS_DUE' });
    const first = await held(orderId, paymentId);
    await orders().updateOrder({ ...id(), orderId, version: 1n, table: '4' });
    const second = await held(orderId, paymentId);
    expect(given(second.leaseTime).getTime()).toBeGreaterThanOrEqual(given(first.leaseTime).getTime());
    await ordersAs(host, service).endPayment({ ...id(), orderId, paymentId });
    await orders().cancelOrder({ ...id(), orderId, reason });
    await expect(held(orderId, newId(), 3n)).rejects.toMatchObject({ reason: 'CLOSED' });
    await expect(held(newId(), newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('is for services only', async () => {
    const { orderId } = await place();
    await expect(orders().getPayable({ orderId })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(
      (await payments()
        .getPayment({ paymentId: newId() })
        .catch((e: { code: string }) => e.code)) as string,
    ).toBe('NOT_FOUND');
  });
});
