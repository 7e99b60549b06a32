import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RecordedGateway, startRecordedGateway } from './recorded-gateway.ts';
import { callGrpcWeb, callRest } from './requests.ts';

const getOrder = '/sippy.order.v1.OrderService/GetOrder';

let recorded: RecordedGateway;
let gateway: RecordedGateway['gateway'];
let host: RecordedGateway['host'];

beforeAll(async () => {
  recorded = await startRecordedGateway({ origins: ['https://shop.example', 'http://localhost:*'] });
  ({ gateway, host } = recorded);
});
afterAll(() => recorded?.stop());
beforeEach(() => {
  host.arrivals.length = 0;
});

const order = () => `${gateway.url}/api/v1/orders/${randomUUID()}`;
const arrived = (name: string) => host.arrivals.at(-1)?.metadata.get(name);

describe('a request can be followed through the system', () => {
  test('one without a correlation id gets one, which the service sees and the caller is told', async () => {
    const { headers } = await callRest(order());
    expect(headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(arrived('x-correlation-id')).toEqual([headers['x-correlation-id']]);
    expect(headers['x-request-id']).toBe(headers['x-correlation-id']);
  });

  test('one that brings its own keeps it, as it keeps its trace', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const sent = { 'x-correlation-id': 'till-7-0001', traceparent };
    const outcome = await callGrpcWeb(gateway.url, getOrder, Buffer.alloc(0), sent);
    expect(outcome.headers['x-correlation-id']).toBe('till-7-0001');
    expect(arrived('x-correlation-id')).toEqual(['till-7-0001']);
    expect(arrived('traceparent')).toEqual([traceparent]);
  });
});

describe('the service is told the truth about the caller', () => {
  test('the address is the one that connected, whatever the request claims', async () => {
    await callRest(order(), { headers: { 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.9' } });
    expect(arrived('x-forwarded-for')).toEqual(['127.0.0.1']);
  });

  test('but a proxy that is said to be in front is believed', async () => {
    const behind = await startRecordedGateway({ trustedHops: 1 });
    try {
      const headers = { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' };
      await callRest(`${behind.gateway.url}/api/v1/orders/${randomUUID()}`, { headers });
      expect(behind.host.arrivals[0]?.metadata.get('x-forwarded-for')).toEqual(['203.0.113.9']);
    } finally {
      await behind.stop();
    }
  });

  test("the gateway's own headers cannot be brought from outside", async () => {
    const brought = ['x-sippy-caller', 'X-Sippy-Actor', 'x-sippy-anything', 'x-envoy-internal'];
    await callRest(order(), { headers: Object.fromEntries(brought.map((name) => [name, 'someone-else'])) });
    for (const name of brought) expect(arrived(name.toLowerCase()), name).toEqual([]);
  });

  test('credentials reach the service as they came', async () => {
    await callRest(order(), { headers: { authorization: 'Bearer not-a-token', cookie: 'refresh=1' } });
    expect(arrived('authorization')).toEqual(['Bearer not-a-token']);
    expect(arrived('cookie')).toEqual(['refresh=1']);
  });
});

describe('browsers are told to be careful', () => {
  const always = {
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    server: 'sippy',
  };

  test.each(['/api/v1/orders/1', '/docs/', '/nothing', '/healthz', '/api/v1/cafes/1/menu'])(
    'at %s',
    async (path) => {
      const { headers } = await callRest(`${gateway.url}${path}`);
      expect(headers).toMatchObject(always);
      expect(Object.keys(headers).filter((name) => name.startsWith('x-envoy'))).toEqual([]);
    },
  );

  test('API answers are not stored unless they say so, and run nothing', async () => {
    const { headers } = await callRest(order());
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['content-security-policy']).toContain('sandbox');
  });

  test('pages run only our own scripts, none of them inline', async () => {
    const { headers } = await callRest(`${gateway.url}/docs/`);
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('microphone=()'),
    });
  });
});

describe('pages that take tokens and passwords', () => {
  test('load nothing that is not ours', async () => {
    const { headers } = await callRest(`${gateway.url}/account/verify`);
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https:|\*/);
    expect(headers['referrer-policy']).toBe('no-referrer');
  });
});

describe('foreign pages', () => {
  const preflight = (origin: string) =>
    callRest(`${gateway.url}${getOrder}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,x-grpc-web',
      },
    });

  test.each(['https://shop.example', 'http://localhost:5173'])(
    'of the named origin %s may call',
    async (origin) => {
      const { status, headers } = await preflight(origin);
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-max-age': '7200',
      });
      expect(headers['access-control-allow-headers']).toContain('x-grpc-web');
      const answer = await callRest(order(), { headers: { origin } });
      expect(answer.headers['access-control-allow-origin']).toBe(origin);
      for (const name of [
        'grpc-status',
        'grpc-message',
        'grpc-status-details-bin',
        'etag',
        'retry-after',
        'x-correlation-id',
      ]) {
        expect(answer.headers['access-control-expose-headers']).toContain(name);
      }
    },
  );

  test('may also read errors', async () => {
    const { status, headers } = await callRest(`${gateway.url}/api/v1/nothing`, {
      headers: { origin: 'https://shop.example' },
    });
    expect(status).toBe(404);
    expect(headers['access-control-allow-origin']).toBe('https://shop.example');
  });

  test.each(['https://shop.example.evil.test', 'http://localhost.evil.test:80', 'https://evil.test', 'null'])(
    'of the origin %s may not',
    async (origin) => {
      const { headers } = await preflight(origin);
      expect(headers['access-control-allow-origin']).toBeUndefined();
      const answer = await callRest(order(), { headers: { origin } });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    },
  );
});

test('a header with an underscore is refused, since it could pass for one with a hyphen', async () => {
  const status = await new Promise((resolve) => {
    const options = { host: gateway.host, port: gateway.port, path: '/api/v1/orders', headers: { x_a: '1' } };
    httpRequest(options, (response) => resolve(response.statusCode)).end();
  });
  expect(status).toBe(400);
  expect(host.arrivals).toEqual([]);
});
