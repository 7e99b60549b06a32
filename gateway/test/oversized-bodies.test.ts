import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RecordedGateway, startRecordedGateway } from './recorded-gateway.ts';
import { callGrpc, callGrpcWeb } from './requests.ts';

const MiB = 1024 * 1024;
const placeOrder = '/sippy.order.v1.OrderService/PlaceOrder';

let recorded: RecordedGateway;

beforeAll(async () => {
  recorded = await startRecordedGateway();
});
afterAll(() => recorded?.stop());

/** MiB of memory that the gateway has. */
function memory(): number {
  const [, pages] = readFileSync(`/proc/${recorded.gateway.pid}/statm`, 'latin1').split(' ');
  return (Number(pages) * 4096) / MiB;
}

/** Sends 64 parts of a body until there is an answer; returns it and how many bytes were sent until then. */
function answerTo(path: string, head: string, part: Buffer): Promise<{ text: string; sent: number }> {
  const { port, host } = recorded.gateway;
  return new Promise((resolve) => {
    const socket = connect(port, host);
    let left = 64;
    const send = () => {
      while (left > 0 && socket.writable) {
        left -= 1;
        if (!socket.write(part)) return;
      }
    };
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${head}\r\n`);
    socket.on('drain', send);
    socket.on('error', () => {});
    socket.on('data', (data) => {
      resolve({ text: String(data), sent: socket.bytesWritten });
      socket.destroy();
    });
    send();
  });
}

const declared = `Content-Length: ${64 * MiB}\r\n`;
const chunked = 'Transfer-Encoding: chunked\r\n';
const chunk = (bytes: Buffer) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);

/** Connections that the edge has taken so far. */
async function taken(): Promise<number> {
  const { metricsUrl, port } = recorded.gateway;
  const metrics = await (await fetch(metricsUrl)).text();
  const total = new RegExp(`^envoy_listener_downstream_cx_total\\{[^}]*_${port}"\\} (\\d+)`, 'm');
  return Number(total.exec(metrics)?.[1]);
}

test.skipIf(process.platform !== 'linux')(
  'who connects and says nothing takes nothing, until he speaks',
  async () => {
    const { port, host } = recorded.gateway;
    const before = await taken();
    const silent = await Promise.all(
      Array.from(
        { length: 50 },
        () =>
          new Promise<Socket>((resolve) => {
            const socket = connect(port, host, () => resolve(socket));
          }),
      ),
    );
    const [speaker] = silent;
    const answer = new Promise((resolve) => speaker?.once('data', resolve));
    speaker?.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(String(await answer)).toContain('200 OK');
    expect((await taken()) - before).toBe(1);
    for (const socket of silent) socket.destroy();
  },
);

test.each([
  ['declares too much', '/api/v1/orders', declared, Buffer.alloc(MiB)],
  ['never becomes JSON', '/api/v1/orders', chunked, chunk(Buffer.alloc(MiB))],
  [
    'comes in small pieces',
    '/api/v1/orders',
    chunked,
    Buffer.concat(Array(1000).fill(chunk(Buffer.alloc(1000)))),
  ],
  ['goes to a webhook', '/api/v1/payments/stripe/webhook', chunked, chunk(Buffer.alloc(MiB, 'x'))],
])('a body that %s is refused before it is there, and takes no memory', async (_, path, head, part) => {
  const before = memory();
  const answers = await Promise.all(Array.from({ length: 4 }, () => answerTo(path, head, part)));
  for (const { text, sent } of answers) {
    expect(text).toContain('413 Payload Too Large');
    expect(text).toContain('REQUEST_TOO_LARGE');
    expect(sent).toBeLessThan(16 * MiB);
  }
  expect(memory() - before).toBeLessThan(32);
  expect(recorded.host.arrivals).toEqual([]);
});

test('over gRPC and grpc-web too, and what is as large as a message may be is let through', async () => {
  const { gateway, host } = recorded;
  const refused = { code: 3, reason: 'REQUEST_TOO_LARGE' };
  expect(await callGrpc(gateway, placeOrder, Buffer.alloc(MiB))).toMatchObject(refused);
  for (const form of ['binary', 'text'] as const) {
    expect(await callGrpcWeb(gateway.url, placeOrder, Buffer.alloc(MiB), {}, form)).toMatchObject(refused);
    const largest = Buffer.alloc(256 * 1024, 1);
    expect(await callGrpcWeb(gateway.url, placeOrder, largest, {}, form)).toMatchObject({ code: 0 });
    expect(host.arrivals.pop()?.request).toEqual(largest);
  }
});
