import { newId } from '@sippy/kit/ids';
import { testGrant, testPrincipal } from '@sippy/kit/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { permissions } from '../../services/auth/src/domain/permissions.ts';
import type { Ids } from './sample-request.ts';
import { makeTenant, startWholeSystem, type WholeSystem } from './tenants.ts';

vi.setConfig({ testTimeout: 60_000 });

let system: WholeSystem;
let home: Ids;
let authorization: string;

beforeAll(async () => {
  system = await startWholeSystem();
  home = await makeTenant(system.host);
  const grants = [testGrant(home.organisation_id ?? '', [home.cafe_id ?? ''], ...permissions)];
  authorization = `Bearer ${await system.host.token(testPrincipal({ kind: 'user', grants }))}`;
}, 120_000);
afterAll(() => system?.stop());

interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads JSON as it comes
  body: any;
}

/** A call over REST with JSON, as the owner. */
async function rest(
  method: string,
  path: string,
  body?: object,
  token: string | undefined = authorization,
): Promise<Answer> {
  const response = await fetch(`${system.gateway.url}/api/v1${path}`, {
    method,
    headers: {
      ...(token ? { authorization: token } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: await response.json().catch(() => undefined),
  };
}

const requestId = newId;

test('a sale with nothing but REST: from the menu to the receipt', async () => {
  const menu = await rest('GET', `/cafes/${home.cafe_id}/menu`, undefined, '');
  const latte = menu.body.menu.products[0];
  expect(latte).toMatchObject({ productId: home.product_id, available: true });

  const lines = [{ productId: latte.productId, variantId: latte.variants[0].variantId, quantity: 2 }];
  const quote = await rest('POST', '/quotes', { cafeId: home.cafe_id, lines }, '');
  expect(quote.body.totals.total).toEqual({ currencyCode: 'EUR', minor: '700' });
  expect(quote.body.trace.length).toBeGreaterThan(0);

  const asked = { requestId: requestId(), cafeId: home.cafe_id, lines, fire: 'FIRE_MODE_NOW' };
  const placed = await rest('POST', '/orders', asked);
  expect(placed.status).toBe(200);
  const { orderId, number, status } = placed.body.order;
  expect(status).toBe('ORDER_STATUS_PENDING');
  expect(number).toBeTruthy();
  expect((await rest('POST', '/orders', asked)).body.order.orderId).toBe(orderId);

  const tendered = { currencyCode: 'EUR', minor: 1000 };
  const paid = await rest('POST', '/payments/cash', { requestId: requestId(), orderId, tendered });
  expect(paid.body.payment).toMatchObject({ orderId, status: 'PAYMENT_STATUS_CAPTURED' });

  await vi.waitFor(
    async () => {
      const { body } = await rest('GET', `/orders/${orderId}`);
      expect(body.order.paymentStatus).toBe('PAYMENT_STATUS_PAID');
    },
    { timeout: 10_000 },
  );
  const receipt = await rest('GET', `/payments/${paid.body.payment.paymentId}/receipt`);
  expect(receipt.status).toBe(200);
  expect(JSON.stringify(receipt.body)).toContain('Latte');
  const transactions = await rest('GET', `/cafes/${home.cafe_id}/transactions?page.pageSize=5`);
  expect(JSON.stringify(transactions.body)).toContain(paid.body.payment.paymentId);
});

test('a change of the menu is seen through the cache within two seconds, and a 304 until then', async () => {
  const read = () => rest('GET', `/cafes/${home.cafe_id}/menu`, undefined, '');
  const before = await read();
  const etag = before.headers.get('etag') ?? '';
  expect(etag).toBeTruthy();
  expect(before.headers.get('cache-control')).toContain('s-maxage=1');
  const url = `${system.gateway.url}/api/v1/cafes/${home.cafe_id}/menu`;
  expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
  const sold = await rest('POST', `/products/${home.product_id}/availability`, {
    requestId: requestId(),
    cafeId: home.cafe_id,
    available: false,
  });
  expect(sold.status).toBe(200);
  const changed = performance.now();
  await vi.waitFor(
    async () => {
      const { body, headers } = await read();
      expect(body.menu.products[0].available).toBe(false);
      expect(headers.get('etag')).not.toBe(etag);
    },
    { timeout: 3000, interval: 20 },
  );
  expect(performance.now() - changed).toBeLessThan(2100);
  await rest('POST', `/products/${home.product_id}/availability`, {
    requestId: requestId(),
    cafeId: home.cafe_id,
    available: true,
  });
});

test('a live stream over REST tells of an order as it is placed', async () => {
  const leaving = new AbortController();
  const response = await fetch(`${system.gateway.url}/api/v1/orders/watch`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ subscriptions: [{ cafeId: home.cafe_id }] }),
    signal: leaving.signal,
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  let seen = '';
  const decoder = new TextDecoder();
  const placing = rest('POST', '/orders', {
    requestId: requestId(),
    cafeId: home.cafe_id,
    lines: [{ productId: home.product_id, variantId: home.variant_id, quantity: 1 }],
    note: 'seen live',
  });
  for await (const piece of response.body ?? []) {
    seen += decoder.decode(piece, { stream: true });
    if (seen.includes('seen live')) break;
  }
  expect((await placing).status).toBe(200);
  expect(seen).toMatch(/^data: \{/);
  leaving.abort();
});

describe('refusals of services over REST', () => {
  test('name the fields that break their constraint', async () => {
    const { status, body } = await rest('POST', '/orders', { requestId: 'no-uuid', cafeId: home.cafe_id });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 3, details: [{ reason: 'INVALID_FIELD', domain: 'sippy' }, {}] });
    expect(JSON.stringify(body.details)).toContain('request_id');
  });

  test('say that what is not there is not there', async () => {
    const { status, body } = await rest('GET', `/orders/${newId()}`);
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 5, details: [{ reason: 'NOT_FOUND' }] });
  });

  test('tell a guest to sign in', async () => {
    const { status, body } = await rest('GET', `/orders/${newId()}`, undefined, '');
    expect(status).toBe(401);
    expect(body).toMatchObject({ code: 16, details: [{ reason: 'SIGN_IN_REQUIRED' }] });
  });

  test('tell whose token is not good that it is not', async () => {
    const { status, body } = await rest('GET', `/orders/${newId()}`, undefined, 'Bearer nonsense');
    expect(status).toBe(401);
    expect(body).toMatchObject({ code: 16, details: [{ reason: 'TOKEN_INVALID' }] });
  });

  test('refuse a request_id that another request has used', async () => {
    const first = { requestId: requestId(), cafeId: home.cafe_id, name: 'Brew' };
    expect((await rest('POST', `/cafes/${home.cafe_id}/stations`, first)).status).toBe(200);
    const { status, body } = await rest('POST', `/cafes/${home.cafe_id}/stations`, {
      ...first,
      name: 'Other',
    });
    expect(status).toBe(400);
    expect(body.details[0].reason).toBe('REQUEST_ID_REUSED');
  });
});

test('whoever verifies tokens finds the keys where they are looked for', async () => {
  const response = await fetch(`${system.gateway.url}/.well-known/jwks.json`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('json');
  const { keys } = (await response.json()) as { keys: object[] };
  expect(keys.length).toBeGreaterThan(0);
  expect(keys.every((key) => !('d' in key))).toBe(true);
});

test('a webhook with a wrong signature is refused by the service that it reached', async () => {
  const response = await fetch(`${system.gateway.url}/api/v1/payments/stripe/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': 't=1,v1=00' },
    body: '{"id":"evt_1"}',
  });
  expect([400, 401, 403]).toContain(response.status);
  expect(await response.json()).toMatchObject({ details: [{ domain: 'sippy.payment' }] });
});
