import { connect } from 'node:http2';
import { connect as socketOf } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { ServiceError } from '@grpc/grpc-js';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import { OrderServiceDefinition } from '@sippy/proto/order/v1/order_service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { DETAILS_KEY, decodeRefusal } from '../../src/call/status-details.ts';
import { defineService } from '../../src/host/service.ts';
import { newId } from '../../src/ids.ts';
import { startTestService, type TestHost } from '../../src/testing/testing.ts';
import { handlersFor, noMigrations } from '../host-fixture.ts';
import { pass, rawCall, rawClient, refusalOf, STOREFRONT, storefrontOf } from '../raw-client.ts';

const PLACE = '/sippy.order.v1.OrderService/PlaceOrder';
const WATCH = '/sippy.order.v1.OrderService/WatchOrders';
const GZIP = 2;

const orderService = defineService({
  name: 'order',
  config: z.object({}),
  migrations: noMigrations,
  start: () => ({ services: [handlersFor(OrderServiceDefinition, {})] }),
});

/** Never answers what guests ask of a café. */
const cafeService = defineService({
  name: 'cafe',
  config: z.object({}),
  migrations: noMigrations,
  start: () => ({
    services: [handlersFor(CafeServiceDefinition, { getStorefront: () => new Promise(() => undefined) })],
  }),
});

let host: TestHost;
beforeAll(async () => {
  host = await startTestService([orderService, cafeService]);
});
afterAll(() => host.stop());

const unary = (path: string, body: Buffer, options: object = {}) =>
  rawCall(rawClient(host.addressOf('order'), options), path, body);

async function stream(path: string, body: Buffer) {
  const call = rawClient(host.addressOf('order')).makeServerStreamRequest(path, pass, pass, body, {
    deadline: Date.now() + 5000,
  });
  try {
    for await (const _ of call);
  } catch (error) {
    return refusalOf(error as ServiceError);
  }
}

const tooLarge = {
  code: 'INVALID_ARGUMENT',
  reason: 'REQUEST_TOO_LARGE',
  domain: 'sippy',
  message: 'The request has more than 262,144 bytes.',
};

test.each([
  ['a little', 256 * 1024 + 1],
  ['far', 64 * 1024 * 1024],
])('a request that is %s too large is refused by that reason', async (_, bytes) => {
  expect(await unary(PLACE, Buffer.alloc(bytes))).toMatchObject(tooLarge);
  expect(await stream(WATCH, Buffer.alloc(bytes))).toMatchObject(tooLarge);
});

test('a request counts by its size once decompressed', async () => {
  const options = { 'grpc.default_compression_algorithm': GZIP };
  expect(await unary(PLACE, Buffer.alloc(16 * 1024 * 1024), options)).toMatchObject(tooLarge);
});

test('a request of the largest size is read', async () => {
  expect(await unary(PLACE, Buffer.alloc(256 * 1024))).toMatchObject({ reason: 'SIGN_IN_REQUIRED' });
});

test.each([
  ['a method that its service lacks', '/sippy.order.v1.OrderService/Brew'],
  ['a service that nobody has', '/sippy.tea.v1.TeaService/Brew'],
])('%s is refused as unknown', async (_, path) => {
  const unknown = { code: 'UNIMPLEMENTED', reason: 'UNKNOWN_METHOD', domain: 'sippy' };
  expect(await unary(path, Buffer.alloc(0))).toMatchObject(unknown);
  expect(await stream(path, Buffer.alloc(0))).toMatchObject(unknown);
});

/** Sends frames that no gRPC client would. */
async function raw(headers: Record<string, string>, body: Buffer, path = PLACE) {
  const session = connect('http://host', {
    createConnection: () => socketOf(host.addressOf('order').replace('unix:', '')),
  });
  const request = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  const answer = await new Promise<Record<string, string>>((resolve, reject) => {
    request.on('response', resolve as never);
    request.on('error', reject);
    request.end(body);
  });
  session.destroy();
  const details = Buffer.from(answer[DETAILS_KEY] ?? '', 'base64');
  return decodeRefusal(Number(answer['grpc-status']), '', details, '');
}

function frame(body: Buffer, compressed = 0): Buffer {
  const head = Buffer.alloc(5);
  head[0] = compressed;
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

test.each([
  ['compressed by no known means', { 'grpc-encoding': 'zstd' }, frame(gzipSync('x'), 1)],
  ['said to be compressed and not', { 'grpc-encoding': 'gzip' }, frame(Buffer.from('x'), 1)],
  ['without a message', {}, Buffer.alloc(0)],
  ['of two messages', {}, Buffer.concat([frame(Buffer.alloc(0)), frame(Buffer.alloc(0))])],
  ['with a time that is none', { 'grpc-timeout': 'soon' }, frame(Buffer.alloc(0))],
])('a request %s is refused as malformed, not as a fault of ours', async (_, headers, body) => {
  expect(await raw(headers, body)).toMatchObject({ code: 'INVALID_ARGUMENT', reason: 'MALFORMED_REQUEST' });
});

test('a call whose time is over is refused by that reason, whoever watches the clock', async () => {
  expect(await raw({ 'grpc-timeout': '50m' }, frame(storefrontOf(newId())), STOREFRONT)).toMatchObject({
    code: 'DEADLINE_EXCEEDED',
    reason: 'DEADLINE_EXCEEDED',
    domain: 'sippy',
  });
});
