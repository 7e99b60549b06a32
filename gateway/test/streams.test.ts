import { setTimeout as sleep } from 'node:timers/promises';
import { Client, credentials, Metadata, type ServerWritableStream } from '@grpc/grpc-js';
import { OrderStatus } from '@sippy/proto/order/v1/order';
import { ListCafeOrdersRequest, WatchOrdersResponse } from '@sippy/proto/order/v1/order_service';
import { ReceiveStripeWebhookRequest } from '@sippy/proto/payment/v1/payment_service';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RecordedGateway, startRecordedGateway } from './recorded-gateway.ts';
import { callRest } from './requests.ts';

const watchOrders = '/sippy.order.v1.OrderService/WatchOrders';
const receiveWebhook = '/sippy.payment.v1.PaymentService/ReceiveStripeWebhook';
const json = { 'content-type': 'application/json' };

let recorded: RecordedGateway;
let gateway: RecordedGateway['gateway'];
let host: RecordedGateway['host'];
let stream: ServerWritableStream<Buffer, Buffer> | undefined;
let cancelled: Promise<void>;

beforeAll(async () => {
  recorded = await startRecordedGateway({ limits: { callSeconds: 1, streamIdleSeconds: 3 } });
  ({ gateway, host } = recorded);
});
afterAll(() => recorded?.stop());
beforeEach(() => {
  host.arrivals.length = 0;
  stream = undefined;
  cancelled = new Promise((resolve) => {
    host.answerStream(watchOrders, (call) => {
      stream = call;
      call.on('cancelled', resolve);
      call.write(message(1));
    });
  });
});

const message = (sequence: number) =>
  Buffer.from(
    WatchOrdersResponse.encode(WatchOrdersResponse.fromPartial({ sequence: BigInt(sequence) })).finish(),
  );

/** The pieces of a response's body, as text. */
async function* pieces(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const piece of response.body ?? []) yield decoder.decode(piece, { stream: true });
}

describe('a live stream', () => {
  test('over REST is server-sent events, each as soon as it happens and never compressed', async () => {
    const response = await fetch(`${gateway.url}/api/v1/orders/watch`, {
      method: 'POST',
      headers: { ...json, 'accept-encoding': 'gzip' },
      body: '{"subscriptions":[{"orderId":"018f3c5e-0000-7000-8000-000000000001"}]}',
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('content-encoding')).toBeNull();
    const events = pieces(response);
    for (const sequence of [1, 2, 3]) {
      const { value } = await events.next();
      expect(value).toMatch(/^data: .*\n\n$/);
      expect(JSON.parse(String(value).slice('data: '.length))).toMatchObject({ sequence: String(sequence) });
      if (sequence < 3) stream?.write(message(sequence + 1));
    }
    stream?.end();
    expect((await events.next()).done).toBe(true);
  });

  test('over grpc-web in text comes message by message', async () => {
    const response = await fetch(`${gateway.url}${watchOrders}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/grpc-web-text',
        accept: 'application/grpc-web-text',
        'x-grpc-web': '1',
      },
      body: Buffer.alloc(5).toString('base64'),
    });
    const frames = pieces(response);
    for (const sequence of [1, 2, 3]) {
      const frame = Buffer.from(String((await frames.next()).value), 'base64');
      expect(WatchOrdersResponse.decode(frame.subarray(5)).sequence).toBe(BigInt(sequence));
      if (sequence < 3) stream?.write(message(sequence + 1));
    }
    stream?.end();
    expect(Buffer.from(String((await frames.next()).value), 'base64').toString()).toContain('grpc-status:0');
  });

  test('outlives the time that a call may take, as long as it is not silent', async () => {
    const same = (bytes: Buffer) => bytes;
    const client = new Client(`${gateway.host}:${gateway.port}`, credentials.createInsecure());
    const call = client.makeServerStreamRequest(watchOrders, same, same, Buffer.alloc(0));
    const seen: bigint[] = [];
    call.on('data', (bytes: Buffer) => seen.push(WatchOrdersResponse.decode(bytes).sequence));
    for (const sequence of [2, 3, 4]) {
      await sleep(1300);
      stream?.write(message(sequence));
    }
    const ended = new Promise((resolve) => call.on('end', resolve));
    stream?.end();
    await ended;
    expect(seen).toEqual([1n, 2n, 3n, 4n]);
    client.close();
  });

  test('that falls silent is closed', async () => {
    const response = await fetch(`${gateway.url}/api/v1/orders/watch`, {
      method: 'POST',
      headers: json,
      body: '{}',
    });
    const started = Date.now();
    // The connection breaks off, which a reader may be told as an end or as an error.
    await response.text().catch(() => undefined);
    expect(Date.now() - started).toBeGreaterThan(2000);
    expect(Date.now() - started).toBeLessThan(6000);
    await cancelled;
  });

  test('ends at the service as soon as the client goes away', async () => {
    const leaving = new AbortController();
    const init = { method: 'POST', headers: json, body: '{}', signal: leaving.signal };
    const response = await fetch(`${gateway.url}/api/v1/orders/watch`, init);
    await pieces(response).next();
    leaving.abort();
    await cancelled;
  });

  test('is one of many on one connection', async () => {
    const client = new Client(`${gateway.host}:${gateway.port}`, credentials.createInsecure());
    const same = (bytes: Buffer) => bytes;
    const calls = Array.from({ length: 80 }, () =>
      client.makeServerStreamRequest(watchOrders, same, same, Buffer.alloc(0)),
    );
    await Promise.all(calls.map((call) => new Promise((resolve) => call.once('data', resolve))));
    expect(host.arrivals.length).toBe(80);
    for (const call of calls) {
      call.on('error', () => undefined);
      call.cancel();
    }
    client.close();
  });
});

describe('raw bodies', () => {
  const webhook = `/api/v1/payments/stripe/webhook`;

  test('reach the service byte by byte, with the headers that sign them', async () => {
    const body = '{ "id":"evt_1",\n  "odd":  "spacing",\t"n": 1.0 }\r\n';
    const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': 't=1,v1=abc' };
    const { status } = await callRest(`${gateway.url}${webhook}`, { method: 'POST', headers, body });
    expect(status).toBe(200);
    const [arrival] = host.arrivals;
    expect(arrival?.path).toBe(receiveWebhook);
    expect(arrival?.metadata.get('stripe-signature')).toEqual(['t=1,v1=abc']);
    const request = ReceiveStripeWebhookRequest.decode(arrival?.request ?? Buffer.alloc(0));
    expect(Buffer.from(request.body?.data ?? []).toString()).toBe(body);
    expect(request.body?.contentType).toBe('application/json; charset=utf-8');
  });

  test('are bounded too', async () => {
    const { status, body } = await callRest(`${gateway.url}${webhook}`, {
      method: 'POST',
      headers: json,
      body: `{"x":"${'x'.repeat(300_000)}"}`,
    });
    expect(status).toBe(413);
    expect(body).toMatchObject({ code: 3, details: [{ reason: 'REQUEST_TOO_LARGE' }] });
    expect(host.arrivals).toEqual([]);
  });
});

test('a query fills the fields of the request that the path does not, by either of their names', async () => {
  const url = `${gateway.url}/api/v1/cafes/018f3c5e-0000-7000-8000-000000000001/orders`;
  const queries = [
    'statuses=ORDER_STATUS_PENDING&statuses=ORDER_STATUS_READY&businessDay=2026-05-04&page.pageSize=20&number=A+1',
    'statuses=ORDER_STATUS_PENDING&statuses=ORDER_STATUS_READY&business_day=2026-05-04&page.page_size=20&number=A%201',
  ];
  for (const query of queries) {
    const { status, text } = await callRest(`${url}?${query}`);
    expect(status, text).toBe(200);
    expect(ListCafeOrdersRequest.decode(host.arrivals.at(-1)?.request ?? Buffer.alloc(0))).toMatchObject({
      cafeId: '018f3c5e-0000-7000-8000-000000000001',
      statuses: [OrderStatus.PENDING, OrderStatus.READY],
      businessDay: '2026-05-04',
      page: { pageSize: 20 },
      number: 'A 1',
    });
  }
});

test('metadata of an answer reaches REST callers as headers', async () => {
  const getOrder = '/sippy.order.v1.OrderService/GetOrder';
  host.answer(getOrder, (call, reply) => {
    const metadata = new Metadata();
    metadata.set('etag', '"7"');
    metadata.set('set-cookie', 'refresh=abc; HttpOnly; SameSite=Strict; Path=/api/v1/auth');
    call.sendMetadata(metadata);
    reply(null, Buffer.alloc(0));
  });
  const { headers } = await callRest(`${gateway.url}/api/v1/orders/018f3c5e-0000-7000-8000-000000000001`);
  expect(headers.etag).toBe('"7"');
  expect(headers['set-cookie']).toContain('HttpOnly');
});
