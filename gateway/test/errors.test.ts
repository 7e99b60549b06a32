import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { Metadata } from '@grpc/grpc-js';
import { startTestGateway, type TestGateway } from '@sippy/gateway/testing';
import { ErrorInfo } from '@sippy/proto/google/rpc/error_details';
import { Status } from '@sippy/proto/google/rpc/status';
import { GetOrderResponse } from '@sippy/proto/order/v1/order_service';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RecordedGateway, startRecordedGateway } from './recorded-gateway.ts';
import { callGrpc, callGrpcWeb, callRest } from './requests.ts';

const getOrder = '/sippy.order.v1.OrderService/GetOrder';
const placeOrder = '/sippy.order.v1.OrderService/PlaceOrder';
const json = { 'content-type': 'application/json' };

let recorded: RecordedGateway;
let gateway: RecordedGateway['gateway'];
let host: RecordedGateway['host'];

beforeAll(async () => {
  recorded = await startRecordedGateway({ limits: { callSeconds: 1 } });
  ({ gateway, host } = recorded);
});
afterAll(() => recorded?.stop());
beforeEach(() => {
  host.arrivals.length = 0;
});

describe('a refusal of a service arrives whole', () => {
  beforeAll(() => {
    const value = Buffer.from(
      ErrorInfo.encode(
        ErrorInfo.fromPartial({ reason: 'NOT_FOUND', domain: 'sippy', metadata: { what: 'order' } }),
      ).finish(),
    );
    const status = Status.fromPartial({
      code: 5,
      message: 'There is no order “7”.',
      details: [{ typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', value }],
    });
    host.answer(getOrder, (_, reply) => {
      const metadata = new Metadata();
      metadata.set('grpc-status-details-bin', Buffer.from(Status.encode(status).finish()));
      reply({ code: 5, details: 'There is no order “7”.', metadata });
    });
  });

  test('over gRPC and grpc-web with its details', async () => {
    const expected = { code: 5, message: 'There is no order “7”.', reason: 'NOT_FOUND' };
    expect(await callGrpc(gateway, getOrder)).toMatchObject(expected);
    expect(await callGrpcWeb(gateway.url, getOrder)).toMatchObject(expected);
    expect(await callGrpcWeb(gateway.url, getOrder, Buffer.alloc(0), {}, 'text')).toMatchObject(expected);
  });

  test('over REST as google.rpc.Status in JSON', async () => {
    const answer = await callRest(`${gateway.url}/api/v1/orders/${randomUUID()}`);
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({
      code: 5,
      message: 'There is no order “7”.',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'NOT_FOUND',
          domain: 'sippy',
          metadata: { what: 'order' },
        },
      ],
    });
  });
});

describe('what the gateway refuses itself has the same form', () => {
  const refusal = async (path: string, init: RequestInit) => {
    const { status, body, headers } = await callRest(`${gateway.url}${path}`, init);
    expect(headers['content-type']).toBe('application/json');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-correlation-id']).toBeTruthy();
    expect(body.message).toBeTruthy();
    expect(body.details[0]).toMatchObject({
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      domain: 'sippy',
    });
    return { status, code: body.code, reason: body.details[0]?.reason, message: body.message };
  };

  test('an unknown path', async () => {
    for (const path of [
      '/api/v1/nothing',
      '/api/v2/orders',
      '/api/',
      '/sippy.order.v1.OrderService/Nothing',
    ]) {
      expect(await refusal(path, {}), path).toMatchObject({ status: 404, code: 5, reason: 'UNKNOWN_METHOD' });
    }
  });

  test('a method that the path does not know', async () => {
    for (const method of ['PUT', 'DELETE']) {
      expect(await refusal('/api/v1/orders', { method })).toMatchObject({
        status: 404,
        reason: 'UNKNOWN_METHOD',
      });
    }
  });

  test.each([
    ['JSON that is none', '{"cafeId": '],
    ['a value of the wrong kind', '{"cafeId": {"x": 1}}'],
    ['a number that is no number', '{"lines": [{"quantity": "many"}]}'],
    ['an unknown enum value', '{"kind": "ORDER_KIND_FLYING"}'],
    ['no object', '[]'],
    ['no JSON', 'cafe=1'],
    ['text that is not UTF-8', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d])],
  ])('a body with %s', async (_, body) => {
    const answer = await refusal('/api/v1/orders', { method: 'POST', headers: json, body });
    expect(answer).toMatchObject({ status: 400, code: 3, reason: 'MALFORMED_REQUEST' });
    expect(host.arrivals).toEqual([]);
  });

  test('but a field that the contract does not know is passed over, so that newer clients can call', async () => {
    host.answer(placeOrder, (_, reply) => reply(null, Buffer.alloc(0)));
    const init = { method: 'POST', headers: json, body: '{"colour": "red"}' };
    expect((await callRest(`${gateway.url}/api/v1/orders`, init)).status).toBe(200);
  });

  test('a query parameter that the contract does not know', async () => {
    const answer = await refusal(`/api/v1/orders/${randomUUID()}?nonsense=1`, {});
    expect(answer).toMatchObject({ status: 400, code: 3, reason: 'MALFORMED_REQUEST' });
    expect(answer.message).toContain('nonsense');
  });

  test('a body of more than 256 KiB', async () => {
    // Not much more: who is still sending when the answer comes may never get to read it.
    const body = JSON.stringify({ note: 'x'.repeat(256 * 1024) });
    const answer = await refusal('/api/v1/orders', { method: 'POST', headers: json, body });
    expect(answer).toMatchObject({ status: 413, code: 3, reason: 'REQUEST_TOO_LARGE' });
    expect(host.arrivals).toEqual([]);
  });

  test('headers that are too many or too large', async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`x-a${i}`, '1']));
    const large = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`x-a${i}`, 'y'.repeat(4000)]));
    for (const headers of [many, large]) {
      const answer = await callRest(`${gateway.url}/api/v1/orders`, { headers });
      expect(answer.status).toBe(431);
      expect(answer.body).toMatchObject({ code: 3, details: [{ reason: 'REQUEST_TOO_LARGE' }] });
    }
  });

  test('an answer that does not come before the deadline', async () => {
    host.answer(placeOrder, () => undefined);
    const init = { method: 'POST', headers: json, body: '{}' };
    const expected = { status: 504, body: { code: 4 } };
    expect(await callRest(`${gateway.url}/api/v1/orders`, init)).toMatchObject(expected);
    const hurried = { ...init, headers: { ...json, 'grpc-timeout': '50m' } };
    const started = Date.now();
    expect(await callRest(`${gateway.url}/api/v1/orders`, hurried)).toMatchObject(expected);
    expect(Date.now() - started).toBeLessThan(5000);
    const web = await callGrpcWeb(gateway.url, placeOrder, Buffer.alloc(0), { 'grpc-timeout': '50m' });
    expect(web.code).toBe(4);
  });

  test('a request that is no HTTP', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(gateway.port, gateway.host, () => socket.write('NONSENSE\r\n\r\n'));
      socket.on('data', (data) => {
        resolve(String(data));
        socket.destroy();
      });
    });
    expect(answer).toContain('400 Bad Request');
  });
});

test('the deadline of a call reaches the service', async () => {
  host.answer(getOrder, (_, reply) =>
    reply(null, Buffer.from(GetOrderResponse.encode(GetOrderResponse.fromPartial({})).finish())),
  );
  await callGrpcWeb(gateway.url, getOrder, Buffer.alloc(0), { 'grpc-timeout': '700m' });
  const left = (host.arrivals[0]?.deadline ?? 0) - Date.now();
  expect(left).toBeGreaterThan(300);
  expect(left).toBeLessThanOrEqual(700);
});

describe('without a host', () => {
  let alone: TestGateway;
  beforeAll(async () => {
    alone = await startTestGateway('unix:/tmp/sippy-there-is-no-such-socket', { waitForHosts: false });
  });
  afterAll(() => alone?.stop());

  test('every form of call is told at once that the service is not there, and when to try again', async () => {
    const rest = await callRest(`${alone.url}/api/v1/orders/${randomUUID()}`);
    expect(rest.status).toBe(503);
    expect(rest.headers['retry-after']).toBe('1');
    expect(rest.body).toMatchObject({ code: 14, details: [{ reason: 'UNAVAILABLE' }, { retryDelay: '1s' }] });
    const expected = { code: 14, reason: 'UNAVAILABLE', retrySeconds: 1 };
    expect(await callGrpc(alone, getOrder)).toMatchObject(expected);
    expect(await callGrpcWeb(alone.url, getOrder)).toMatchObject(expected);
  });

  test('the gateway lives but is not ready, and serves files', async () => {
    expect((await fetch(`${alone.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${alone.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${alone.url}/openapi.json`)).status).toBe(200);
  });
});
