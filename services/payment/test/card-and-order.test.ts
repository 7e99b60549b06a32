/** Card payments that meet other payments, changed orders and wrong callers. */
import { eventually, testCustomer } from '@sippy/kit/testing';
import type { Order } from '@sippy/proto/order/v1/order';
import { PaymentStatus, RefundStatus } from '@sippy/proto/payment/v1/payment';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eur, requestId, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.control('faults', { method: 'DELETE' }));
afterAll(() => world.stop());

test('two tills charging the same order: one takes it, the other hears that it is under way or paid', async () => {
  const order = world.book.place();
  const tries = await Promise.allSettled(Array.from({ length: 6 }, () => world.charge({}, order)));
  expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
  for (const one of tries)
    if (one.status === 'rejected') expect(['PAYMENT_IN_FLIGHT', 'ALREADY_PAID']).toContain(one.reason.reason);
  expect(await world.charged(order.orderId)).toEqual({ charges: 1, kept: 1250 });
});

test('twins of one request charge once, and both hear the outcome', async () => {
  const order = world.book.place();
  await world.trouble({ kind: 'slow', only: 'payment_intents.create', delayMs: 200 });
  const request = { requestId: requestId() };
  const answers = await Promise.all([
    world.charge(request, order),
    world.charge(request, order),
    world.charge(request, order),
  ]);
  expect(new Set(answers.map((a) => a.paymentId)).size).toBe(1);
  for (const one of answers) expect(one.status).toBe(PaymentStatus.CAPTURED);
  expect(await world.charged(order.orderId)).toEqual({ charges: 1, kept: 1250 });
});

test('a payment method that Stripe does not know is refused, nothing is held, and the request can be sent again', async () => {
  const order = world.book.place();
  const request = {
    requestId: requestId(),
    orderId: order.orderId,
    confirm: true,
    paymentMethodId: 'pm_nonsense',
  };
  await expect(world.manager.createPaymentIntent(request)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    reason: 'PAYMENT_METHOD_INVALID',
    fields: [{ field: 'payment_method_id' }],
  });
  expect(world.book.holds.get(order.orderId)?.size).toBe(0);
  await expect(world.manager.createPaymentIntent(request)).rejects.toMatchObject({
    reason: 'PAYMENT_METHOD_INVALID',
  });
  expect((await world.charge({}, order)).status).toBe(PaymentStatus.CAPTURED);
});

test('an amount below what cards can be charged is refused, so that cash can be taken', async () => {
  const order = world.book.place({ total: 20n });
  await expect(world.charge({}, order)).rejects.toMatchObject({
    code: 'FAILED_PRECONDITION',
    reason: 'AMOUNT_NOT_CHARGEABLE',
  });
  expect(
    (await world.manager.payCash({ requestId: requestId(), orderId: order.orderId })).standing?.fullyPaid,
  ).toBe(true);
});

test('an order that changes or goes between reading and holding is not charged', async () => {
  const changes = [
    (order: Order) => world.book.reprice(order, 999n),
    (order: Order) => world.book.cancel(order),
  ];
  for (const change of changes) {
    const order = world.book.place();
    world.book.onRead = async (read) => {
      world.book.onRead = undefined;
      await change(read);
    };
    const error = await world.charge({}, order).catch((e) => e);
    expect(['ORDER_CHANGED', 'ORDER_NOT_PAYABLE']).toContain(error.reason);
    expect(await world.charged(order.orderId)).toEqual({ charges: 0, kept: 0 });
  }
});

test('an order that the kitchen moves on meanwhile, at the same total, is charged', async () => {
  const order = world.book.place();
  world.book.onRead = async (read) => {
    world.book.onRead = undefined;
    world.book.reprice(read, 1250n);
  };
  expect((await world.charge({}, order)).status).toBe(PaymentStatus.CAPTURED);
});

test('an order cancelled while the customer authenticates: the payment is withdrawn', async () => {
  const order = world.book.place();
  const payment = await world.charge({ paymentMethodId: 'pm_card_threeDSecure2Required' }, order);
  await world.book.cancel(order);
  await world.settled(payment.paymentId, PaymentStatus.CANCELLED);
  expect(await world.facts(payment.paymentId)).toEqual(['payment.initiated', 'payment.cancelled']);
});

test('an order cancelled after its card was charged: the money goes back by itself', async () => {
  const order = world.book.place();
  const { paymentId } = await world.charge({}, order);
  await world.book.cancel(order);
  await eventually(async () => (await world.facts(paymentId)).includes('payment.refunded'));
  const { payment } = await world.manager.getPayment({ paymentId });
  expect(payment).toMatchObject({
    refunded: eur(1250n),
    refunds: [{ automatic: true, status: RefundStatus.SETTLED }],
  });
  expect(await world.charged(order.orderId)).toEqual({ charges: 1, kept: 0 });
});

test('a customer pays their own order, and nobody else’s', async () => {
  const customer = testCustomer();
  const own = world.book.place({ customerId: customer.customerId ?? '' });
  const shop = world.as(customer);
  const { payment } = await shop.createPaymentIntent({
    requestId: requestId(),
    orderId: own.orderId,
    paymentMethodId: 'pm_card_visa',
    confirm: true,
  });
  expect(payment?.status).toBe(PaymentStatus.CAPTURED);
  expect((await shop.getPayment({ paymentId: payment?.paymentId ?? '' })).payment?.orderId).toBe(own.orderId);
  const other = world.book.place();
  await expect(
    shop.createPaymentIntent({ requestId: requestId(), orderId: other.orderId }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const stranger = world.as(testCustomer());
  await expect(stranger.getPayment({ paymentId: payment?.paymentId ?? '' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await expect(stranger.listOrderPayments({ orderId: own.orderId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('a customer may give up what waits, and not what is authorised: the café may be at work for it', async () => {
  const customer = testCustomer();
  const shop = world.as(customer);
  const begin = async (capture: 'CAPTURE_MODE_MANUAL' | 'CAPTURE_MODE_AUTOMATIC', confirm: boolean) => {
    const { orderId } = world.book.place({ customerId: customer.customerId ?? '' });
    const request = { requestId: requestId(), orderId, capture, confirm, paymentMethodId: 'pm_card_visa' };
    return (await shop.createPaymentIntent(request)).payment?.paymentId ?? '';
  };
  const cancel = (paymentId: string) => shop.cancelPayment({ requestId: requestId(), paymentId });
  expect((await cancel(await begin('CAPTURE_MODE_AUTOMATIC', false))).payment?.status).toBe(
    PaymentStatus.CANCELLED,
  );
  await expect(cancel(await begin('CAPTURE_MODE_MANUAL', true))).rejects.toMatchObject({
    reason: 'ILLEGAL_MOVE',
  });
});

test('card steps on cash, on the wrong state and with bad fields are refused', async () => {
  const { payment: cash } = await world.manager.payCash({
    requestId: requestId(),
    orderId: world.book.place().orderId,
  });
  const paymentId = cash?.paymentId ?? '';
  const id = () => ({ requestId: requestId(), paymentId });
  await expect(world.manager.capturePayment(id())).rejects.toMatchObject({ reason: 'NOT_A_CARD_PAYMENT' });
  await expect(world.manager.cancelPayment(id())).rejects.toMatchObject({ reason: 'NOT_A_CARD_PAYMENT' });
  await expect(
    world.manager.confirmPayment({ ...id(), paymentMethodId: 'pm_card_visa' }),
  ).rejects.toMatchObject({ reason: 'NOT_A_CARD_PAYMENT' });
  await expect(world.manager.getPayment({ paymentId: requestId() })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await expect(world.charge({ paymentMethodId: '' })).rejects.toMatchObject({
    fields: [{ field: 'payment_method_id' }],
  });
  await expect(world.charge({ paymentMethodId: '4242424242424242' })).rejects.toMatchObject({
    fields: [{ field: 'payment_method_id' }],
  });
  for (const returnUrl of ['nonsense', 'javascript:alert(1)', 'data:text/html,x'])
    await expect(world.charge({ returnUrl })).rejects.toMatchObject({ fields: [{ field: 'return_url' }] });
});
