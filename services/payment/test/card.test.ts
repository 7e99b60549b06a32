import { OrderStatus } from '@sippy/proto/order/v1/order';
import { CaptureMode, PaymentStatus } from '@sippy/proto/payment/v1/payment';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { cardOf, eur, requestId, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.control('faults', { method: 'DELETE' }));
afterAll(() => world.stop());

test('a card is charged in one call, and the order is held before', async () => {
  const order = world.book.place({ total: 1250n });
  world.book.calls.length = 0;
  const payment = await world.charge({ tip: eur(150n) }, order);
  expect(payment).toMatchObject({ status: PaymentStatus.CAPTURED, amount: eur(1250n), total: eur(1400n) });
  expect(cardOf(payment)).toMatchObject({ brand: 'visa', last4: '4242', clientSecret: '' });
  expect(world.book.calls).toEqual(['getPayable', 'beginPayment']);
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
    const payment = await world.charge({ paymentMethodId: method }, order);
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
  const payment = await world.charge({
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
  const payment = await world.charge({ paymentMethodId: 'pm_card_authenticationRequired' });
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
  const held = await world.charge({ capture: CaptureMode.MANUAL }, order);
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
  const held = await world.charge({ capture: CaptureMode.MANUAL });
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

test('a capture takes what is open of the order as it is then, tip added, and lets the rest go', async () => {
  const order = world.book.place({ total: 600n });
  const held = await world.charge({ capture: CaptureMode.MANUAL, tip: eur(100n) }, order);
  const capture = (amount?: bigint) =>
    world.manager.capturePayment({
      ...{ requestId: requestId(), paymentId: held.paymentId },
      amount: amount === undefined ? undefined : eur(amount),
    });
  world.book.reprice(order, 0n);
  await expect(capture()).rejects.toMatchObject({ reason: 'AMOUNT_ABOVE_OPEN' });
  world.book.reprice(order, 300n);
  await expect(capture(301n)).rejects.toMatchObject({
    code: 'FAILED_PRECONDITION',
    reason: 'AMOUNT_ABOVE_OPEN',
    metadata: { open_minor: '300' },
  });
  expect((await capture()).payment).toMatchObject({ amount: eur(300n), tip: eur(100n), total: eur(400n) });
  expect(await world.charged(order.orderId)).toEqual({ charges: 1, kept: 400 });
  const { standing } = await world.manager.listOrderPayments({ orderId: order.orderId });
  expect(standing).toMatchObject({ orderTotal: 300n, paidTotal: 300n, heldTotal: 0n, fullyPaid: true });
});

test('two parts that are authorised take together no more than the order costs then', async () => {
  const order = world.book.place({ total: 1000n });
  const part = () => world.charge({ capture: CaptureMode.MANUAL, amount: eur(500n) }, order);
  const both = [await part(), await part()];
  world.book.reprice(order, 600n);
  const captured = await Promise.allSettled(
    both.map(({ paymentId }) => world.manager.capturePayment({ requestId: requestId(), paymentId })),
  );
  for (const one of captured)
    if (one.status === 'rejected') expect(['AMOUNT_ABOVE_OPEN', 'CONTENDED']).toContain(one.reason.reason);
  expect((await world.charged(order.orderId)).kept).toBeLessThanOrEqual(600);
});

test('nothing is captured for an order that was cancelled meanwhile', async () => {
  const order = world.book.place();
  const held = await world.charge({ capture: CaptureMode.MANUAL }, order);
  order.status = OrderStatus.CANCELLED;
  await expect(
    world.manager.capturePayment({ requestId: requestId(), paymentId: held.paymentId }),
  ).rejects.toMatchObject({ reason: 'ORDER_NOT_PAYABLE' });
  expect(await world.charged(order.orderId)).toEqual({ charges: 0, kept: 0 });
});

test('the order is held until it knows of the money: only what brought none is let go at once', async () => {
  const [taken, held, declined] = [world.book.place(), world.book.place(), world.book.place()];
  await world.charge({}, taken);
  await world.charge({ capture: CaptureMode.MANUAL }, held);
  await world.charge({ paymentMethodId: 'pm_card_chargeDeclined' }, declined);
  const holds = [taken, held, declined].map(({ orderId }) => world.book.holds.get(orderId)?.size);
  expect(holds).toEqual([1, 1, 0]);
});

test('a cancelled payment lets its part of the order go', async () => {
  const order = world.book.place();
  const held = await world.charge({ capture: CaptureMode.MANUAL }, order);
  const request = { requestId: requestId(), paymentId: held.paymentId };
  const { payment } = await world.manager.cancelPayment(request);
  expect(payment?.status).toBe(PaymentStatus.CANCELLED);
  expect((await world.manager.cancelPayment(request)).payment?.status).toBe(PaymentStatus.CANCELLED);
  const again = await world.charge({}, order);
  expect(again.status).toBe(PaymentStatus.CAPTURED);
  expect(await world.charged(order.orderId)).toEqual({ charges: 1, kept: 1250 });
});
