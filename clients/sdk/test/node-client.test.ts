import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FireMode, OrderStatus, PaymentStatus } from '@sippy/proto/web/order/v1/order';
import { connect, SippyError, watchOrders, watchTickets } from '@sippy/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcomeOf, type SharedSystem, startSystem } from '../../../test/running-system.ts';
import { sharedSystem } from '../../../test/shared-system.ts';

// Each service must work as well behind a wire as beside its peers.
describe.each([
  { hosting: 'all services in one process', flags: [] },
  { hosting: 'one process a service', flags: ['--apart'] },
])('$hosting', ({ flags }) => {
  let system: SharedSystem;
  let stop: (() => Promise<void>) | undefined;
  let cafeId: string;
  beforeAll(async () => {
    if (flags.length === 0) system = await sharedSystem();
    else {
      const own = await startSystem(...flags);
      [system, stop] = [own, own.stop];
    }
    cafeId = system.run.demo.cafes[0]?.cafeId ?? '';
  }, 120_000);
  afterAll(() => stop?.(), 60_000);

  async function signedIn() {
    const sippy = connect({ url: system.run.gatewayUrl });
    await sippy.signIn(system.owner);
    return sippy;
  }

  async function someLine(sippy: Awaited<ReturnType<typeof signedIn>>) {
    const { menu } = await sippy.catalog.getMenu({ cafeId });
    const product = menu?.products.find((one) => one.modifierGroupIds.length === 0 && one.available);
    return {
      productId: product?.productId ?? '',
      variantId: product?.variants[0]?.variantId ?? '',
      quantity: 1,
    };
  }

  test('the example of the README places and pays an order, word for word', async () => {
    const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
    const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    expect(
      example
        .trim()
        .split('\n')
        .filter((line) => line !== '').length,
    ).toBeLessThanOrEqual(11);
    const file = join(import.meta.dirname, '..', `readme-example-${process.pid}.mjs`);
    writeFileSync(file, example);
    try {
      const child = spawn(process.execPath, [file], {
        env: {
          ...process.env,
          SIPPY_URL: system.run.gatewayUrl,
          SIPPY_EMAIL: system.owner.email,
          SIPPY_PASSWORD: system.owner.password,
          SIPPY_CAFE: cafeId,
        },
      });
      const { code, stdout, stderr } = await outcomeOf(child);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(stdout).toMatch(/Order \S+ is paid: receipt \S+\./);
    } finally {
      execFileSync('rm', ['-f', file]);
    }
  }, 30_000);

  test('a request that is sent twice with one request_id has one effect', async () => {
    const sippy = await signedIn();
    const request = { requestId: crypto.randomUUID(), cafeId, lines: [await someLine(sippy)] };
    const [first, second] = await Promise.all([
      sippy.order.placeOrder(request),
      sippy.order.placeOrder(request),
    ]);
    expect(second.order?.orderId).toBe(first.order?.orderId);
    await expect(sippy.order.placeOrder({ ...request, note: 'other' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      reason: 'REQUEST_ID_REUSED',
    });
    sippy.close();
  });

  test('a refusal arrives with its code, reason and fields', async () => {
    const sippy = await signedIn();
    const error = await sippy.order
      .placeOrder({ cafeId, lines: [{ productId: 'x', quantity: -1 }] })
      .catch((e) => e);
    expect(error).toBeInstanceOf(SippyError);
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', reason: 'INVALID_FIELD' });
    expect(error.fields.map((one: { field: string }) => one.field)).toEqual(
      expect.arrayContaining(['lines[0].product_id', 'lines[0].quantity']),
    );
    sippy.close();
  });

  test('a session renews its token by itself, and ends when it is signed out', async () => {
    const sippy = await signedIn();
    const before = sippy.session.current();
    if (!before) throw new Error('not signed in');
    sippy.session.use({ ...before, accessExpiresAt: Date.now() - 1 });
    expect((await sippy.auth.getMe({})).caller?.$case).toBe('user');
    expect(sippy.session.current()?.refreshToken).not.toBe(before.refreshToken);
    sippy.session.use({
      accessToken: 'no.such.token',
      accessExpiresAt: Date.now() + 600_000,
      refreshToken: '',
    });
    await expect(sippy.auth.getMe({})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    sippy.close();
  });

  test('a live stream shows a sale, and an aborted one ends quietly', async () => {
    const sippy = await signedIn();
    const stop = new AbortController();
    const subscriptions = [{ subject: { $case: 'cafeId' as const, value: cafeId } }];
    const seen: string[] = [];
    const following = (async () => {
      for await (const { event } of watchOrders(sippy, subscriptions, { signal: stop.signal }))
        if (event?.$case === 'order') seen.push(event.value.orderId);
    })();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { order } = await sippy.order.placeOrder({ cafeId, lines: [await someLine(sippy)] });
    await expect.poll(() => seen, { timeout: 3000 }).toContain(order?.orderId);
    stop.abort();
    await following;
    sippy.close();
  });

  test('a sale goes from the till to the kitchen and back, and the kitchen’s screen sees it come', async () => {
    const sippy = await signedIn();
    const { menu } = await sippy.catalog.getMenu({ cafeId });
    const prepared = menu?.products.find(
      (one) =>
        one.modifierGroupIds.length === 0 &&
        one.available &&
        menu.categories.some((c) => c.categoryId === one.categoryId && c.needsPreparation),
    );
    const leaving = new AbortController();
    const tickets: string[] = [];
    const following = (async () => {
      for await (const { message } of watchTickets(
        sippy,
        { cafeId, stationIds: [] },
        { signal: leaving.signal },
      ))
        if (message?.$case === 'ticket') tickets.push(message.value.orderId);
    })();
    const line = {
      productId: prepared?.productId ?? '',
      variantId: prepared?.variants[0]?.variantId ?? '',
      quantity: 2,
    };
    const { order } = await sippy.order.placeOrder({ cafeId, lines: [line], fire: FireMode.NOW });
    const orderId = order?.orderId ?? '';
    const stateOf = async () => (await sippy.order.getOrder({ orderId })).order;
    await expect.poll(() => tickets, { timeout: 10_000 }).toContain(orderId);
    await sippy.payment.payCash({ orderId });
    await expect
      .poll(async () => (await stateOf())?.paymentStatus, { timeout: 10_000 })
      .toBe(PaymentStatus.PAID);
    await sippy.kitchen.bumpOrder({ cafeId, orderId });
    await expect.poll(async () => (await stateOf())?.status, { timeout: 10_000 }).toBe(OrderStatus.READY);
    const { order: done } = await sippy.order.completeOrder({ orderId });
    expect(done?.status).toBe(OrderStatus.COMPLETED);
    leaving.abort();
    await following;
    sippy.close();
  }, 45_000);

  test('a call that its caller ends rejects as cancelled', async () => {
    const sippy = await signedIn();
    await expect(sippy.auth.getMe({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    sippy.close();
  });
});
