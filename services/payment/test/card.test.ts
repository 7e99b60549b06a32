import { testCustomer } from '@sippy/kit/testing';
import type { Order } from '@sippy/proto/order/v1/order';
import { CaptureMode, type Payment, PaymentStatus, RefundStatus } from '@sippy/proto/payment/v1/payment';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { requestId, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.control('faults', { method: 'DELETE' }));
afterAll(() => world.stop());

const eur = (minor: bigint) => ({ currencyCode: 'EUR', minor });

async function charge(more: object = {}, order = world.book.place()): Promise<Payment> {
  const { payment } = await world.manager.createPaymentIntent({
    requestId: requestId(),
    orderId: order.orderId,
    paymentMethodId: 'pm_card_visa',
    confirm: true,
    ...more,
  });
  if (!payment) throw new Error('no payment');
  return payment;
}

const cardOf = (payment: Payment | undefined) =>
  payment?.detail?.$case === 'card' ? payment.detail.value : undefined;

test('a card is charged in one call, and the order is held and let go', async () => {
  const order = world.book.place({ total: 1250n });
  world.book.calls.length = 0;
  const payment = await charge({ tip: eur(150n) }, order);
  expect(payment).toMatchObject({ status: PaymentStatus.CAPTURED, amount: eur(1250n), total: eur(1400n) });
  expect(cardOf(payment)).toMatchObject({ brand: 'visa', last4: '4242', clientSecret: '' });
  expect(world.book.calls).toEqual(['getPayable', 'beginPayment', 'endPayment']);
  expect(await world.facts(payment.paymentId)).toEqual(['payment.initiated', 'payment.completed']);
  expect(await world.charged(order.orderId)).toEqual({ charges: 1, kept: 1400 });
});

test.each([
  ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
])(
  '%s: a decline is an answer, the intent is closed at Stripe, and the order can be paid otherwise',
  async (method, code, declineCode) => {
    const order = world.book.place();
    const payment = await charge({ paymentMethodId: method }, order);
    expect(payment).toMatchObject({ status: PaymentStatus.FAILED, failure: { code, declineCode } });
    expect(payment.failure?.message).toMatch(/^Your card/);
    const cash = await world.manager.payCash({ requestId: requestId(), orderId: order.orderId });
    expect(cash.standing?.fullyPaid).toBe(true);
    expect(await world.facts(payment.paymentId)).toEqual(['payment.initiated', 'payment.failed']);
    await closedAtStripe(cardOf(payment)?.stripePaymentIntentId ?? '');
  },
);

async function closedAtStripe(id: string): Promise<void> {
  const headers = { authorization: 'Bearer sk_test_world' };
  for (const end = Date.now() + 5_000; ; await new Promise((resolve) => setTimeout(resolve, 30))) {
    const { status } = await (
      await fetch(`${world.sandbox.stripeUrl}/v1/payment_intents/${id}`, { headers })
    ).json();
    if (status === 'canceled') return;
    if (Date.now() > end) throw new Error(`intent ${id} is ${status}`);
  }
}

test('3-D Secure: the customer is sent to the bank, and the payment completes by itself', async () => {
  const payment = await charge({
    paymentMethodId: 'pm_card_threeDSecure2Required',
    returnUrl: 'https://shop.example/back',
  });
  expect(payment.status).toBe(PaymentStatus.REQUIRES_ACTION);
  const { nextAction, clientSecret, stripePaymentIntentId } = cardOf(payment) ?? {};
  expect(nextAction).toMatchObject({
    type: 'redirect_to_url',
    redirectUrl: expect.stringContaining('/3ds/'),
  });
  expect(clientSecret).toContain('_secret_');
  await world.control(`payment_intents/${stripePaymentIntentId}/authenticate`, { method: 'POST' });
  const done = await world.settled(payment.paymentId, PaymentStatus.CAPTURED);
  expect(cardOf(done)?.nextAction).toBeUndefined();
});

test('3-D Secure that fails fails the payment', async () => {
  const payment = await charge({ paymentMethodId: 'pm_card_authenticationRequired' });
  await world.control(`payment_intents/${cardOf(payment)?.stripePaymentIntentId}/fail_authentication`, {
    method: 'POST',
  });
  const done = await world.settled(payment.paymentId, PaymentStatus.FAILED);
  expect(done.failure?.code).toBe('payment_intent_authentication_failure');
});

test('the customer’s device may confirm; a declined try leaves the payment open for another card', async () => {
  const order = world.book.place();
  const { payment } = await world.manager.createPaymentIntent({
    requestId: requestId(),
    orderId: order.orderId,
  });
  expect(payment?.status).toBe(PaymentStatus.PENDING);
  const { clientSecret, stripePaymentIntentId } = cardOf(payment) ?? {};
  const confirmAtDevice = (method: string) =>
    fetch(`${world.sandbox.stripeUrl}/v1/payment_intents/${stripePaymentIntentId}/confirm`, {
      method: 'POST',
      headers: { authorization: 'Bearer pk_test_shop' },
      body: new URLSearchParams({ client_secret: clientSecret ?? '', payment_method: method }),
    });
  await confirmAtDevice('pm_card_chargeDeclined');
  const paymentId = payment?.paymentId ?? '';
  const asked = await world.manager.confirmPayment({ requestId: requestId(), paymentId });
  expect(asked.payment).toMatchObject({ status: PaymentStatus.PENDING, failure: { code: 'card_declined' } });
  await confirmAtDevice('pm_card_visa');
  const done = await world.settled(paymentId, PaymentStatus.CAPTURED);
  expect(done.failure).toBeUndefined();
});

test('ConfirmPayment charges a payment that was begun, once for the request', async () => {
  const order = world.book.place();
  const { payment } = await world.manager.createPaymentIntent({
    requestId: requestId(),
    orderId: order.orderId,
  });
  const request = {
    requestId: requestId(),
    paymentId: payment?.paymentId ?? '',
    paymentMethodId: 'pm_card_mastercard',
  };
  const answers = await Promise.all([1, 2, 3].map(() => world.manager.confirmPayment(request)));
  for (const { payment: one } of answers) expect(one?.status).toBe(PaymentStatus.CAPTURED);
  expect(await world.charged(order.orderId)).toEqual({ charges: 1, kept: 1250 });
  await expect(
    world.manager.confirmPayment({ ...request, paymentMethodId: 'pm_card_visa' }),
  ).rejects.toMatchObject({ reason: 'REQUEST_ID_REUSED' });
});

test('authorised money is captured later, wholly or in part, and the rest of the order is open again', async () => {
  const order = world.book.place({ total: 1000n });
  const held = await charge({ capture: CaptureMode.MANUAL }, order);
  expect(held.status).toBe(PaymentStatus.AUTHORIZED);
  const before = await world.manager.listOrderPayments({ orderId: order.orderId });
  expect(before.standing).toMatchObject({ authorizedTotal: 1000n, fullyAuthorized: true, fullyPaid: false });
  await expect(
    world.manager.payCash({ requestId: requestId(), orderId: order.orderId }),
  ).rejects.toMatchObject({ reason: 'PAYMENT_IN_FLIGHT' });
  const capture = { requestId: requestId(), paymentId: held.paymentId, amount: eur(700n) };
  const { payment } = await world.manager.capturePayment(capture);
  expect(payment).toMatchObject({ status: PaymentStatus.CAPTURED, amount: eur(700n) });
  expect((await world.manager.capturePayment(capture)).payment?.version).toBe(payment?.version);
  const rest = await world.manager.payCash({ requestId: requestId(), orderId: order.orderId });
  expect(rest.payment?.amount).toEqual(eur(300n));
  expect(await world.facts(held.paymentId)).toEqual([
    'payment.initiated',
    'payment.authorized',
    'payment.completed',
  ]);
});

test('more than is authorised cannot be captured, and a captured payment not cancelled', async () => {
  const held = await charge({ capture: CaptureMode.MANUAL });
  const capture = (minor: bigint) =>
    world.manager.capturePayment({ requestId: requestId(), paymentId: held.paymentId, amount: eur(minor) });
  await expect(capture(1251n)).rejects.toMatchObject({ reason: 'CAPTURE_ABOVE_AUTHORIZED' });
  await capture(1250n);
  await expect(
    world.manager.cancelPayment({ requestId: requestId(), paymentId: held.paymentId }),
  ).rejects.toMatchObject({
    reason: 'ILLEGAL_MOVE',
    metadata: { from: 'CAPTURED' },
  });
  await expect(capture(1n)).rejects.toMatchObject({ reason: 'ILLEGAL_MOVE' });
});

test('a cancelled payment lets its part of the order go', async () => {
  const order = world.book.place();
  const held = await charge({ capture: CaptureMode.MANUAL }, order);
  const request = { requestId: requestId(), paymentId: held.paymentId };
  const { payment } = await world.manager.cancelPayment(request);
  expect(payment?.status).toBe(PaymentStatus.CANCELLED);
  expect((await world.manager.cancelPayment(request)).payment?.status).toBe(PaymentStatus.CANCELLED);
  const again = await charge({}, order);
  expect(again.status).toBe(PaymentStatus.CAPTURED);
  expect(await world.charged(order.orderId)).toEqual({ charges: 1, kept: 1250 });
});

test('two tills charging the same order: one takes it, the other hears that it is under way or paid', async () => {
  const order = world.book.place();
  const tries = await Promise.allSettled(Array.from({ length: 6 }, () => charge({}, order)));
  expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1);
  for (const one of tries)
    if (one.status === 'rejected') expect(['PAYMENT_IN_FLIGHT', 'ALREADY_PAID']).toContain(one.reason.reason);
  expect(await world.charged(order.orderId)).toEqual({ charges: 1, kept: 1250 });
});

test('twins of one request charge once, and both hear the outcome', async () => {
  const order = world.book.place();
  await world.trouble({ kind: 'slow', only: 'payment_intents.create', delayMs: 200 });
  const request = { requestId: requestId() };
  const answers = await Promise.all([charge(request, order), charge(request, order), charge(request, order)]);
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
  expect((await charge({}, order)).status).toBe(PaymentStatus.CAPTURED);
});

test('an amount below what cards can be charged is refused, so that cash can be taken', async () => {
  const order = world.book.place({ total: 20n });
  await expect(charge({}, order)).rejects.toMatchObject({
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
    const error = await charge({}, order).catch((e) => e);
    expect(['ORDER_CHANGED', 'ORDER_NOT_PAYABLE']).toContain(error.reason);
    expect(await world.charged(order.orderId)).toEqual({ charges: 0, kept: 0 });
  }
});

test('an order cancelled while the customer authenticates: the payment is withdrawn', async () => {
  const order = world.book.place();
  const payment = await charge({ paymentMethodId: 'pm_card_threeDSecure2Required' }, order);
  await world.book.cancel(order);
  await world.settled(payment.paymentId, PaymentStatus.CANCELLED);
  expect(await world.facts(payment.paymentId)).toEqual(['payment.initiated', 'payment.cancelled']);
});

test('an order cancelled after its card was charged: the money goes back by itself', async () => {
  const order = world.book.place();
  const payment = await charge({}, order);
  await world.book.cancel(order);
  for (
    const end = Date.now() + 8_000;
    (await world.charged(order.orderId)).kept > 0;
    await new Promise((r) => setTimeout(r, 30))
  )
    expect(Date.now()).toBeLessThan(end);
  const { payment: after } = await world.manager.getPayment({ paymentId: payment.paymentId });
  expect(after).toMatchObject({
    refunded: eur(1250n),
    refunds: [{ automatic: true, status: RefundStatus.SETTLED }],
  });
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
  await expect(charge({ paymentMethodId: '' })).rejects.toMatchObject({
    fields: [{ field: 'payment_method_id' }],
  });
  await expect(charge({ paymentMethodId: '4242424242424242' })).rejects.toMatchObject({
    fields: [{ field: 'payment_method_id' }],
  });
  await expect(charge({ returnUrl: 'nonsense' })).rejects.toMatchObject({
    fields: [{ field: 'return_url' }],
  });
});
