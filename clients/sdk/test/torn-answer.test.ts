import { constants, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { GetOrderResponse } from '@sippy/proto/web/order/v1/order_service';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect, type Sippy } from '../src/node.ts';

let tries = 0;
let sippy: Sippy;
const server = createServer();

beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  sippy = connect({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterEach(async () => {
  sippy.close();
  await new Promise((resolve) => server.close(resolve));
});

test('an answer that is torn off on its way is a lost one: the call is made again', async () => {
  const answer = GetOrderResponse.encode(GetOrderResponse.fromPartial({})).finish();
  const frame = Buffer.concat([Buffer.from([0, 0, 0, 0, answer.length]), answer]);
  server.on('stream', (stream) => {
    tries += 1;
    stream.on('error', () => {});
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    if (tries === 1) return setImmediate(() => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(frame);
  });
  await expect(sippy.order.getOrder({ orderId: 'any' })).resolves.toEqual(GetOrderResponse.fromPartial({}));
  expect(tries).toBe(2);
});
