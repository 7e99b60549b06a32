import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Connection, createConnection } from './connection.ts';

/** What the product promises. */
const mostMs = 3000;

let server: Server;
let answer: RequestListener;
let asked: number;
let connection: Connection;
let changes: boolean[];

beforeEach(async () => {
  asked = 0;
  changes = [];
  answer = (_, response) => response.end('ok');
  server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  connection = createConnection({ probeUrl: `http://localhost:${port}/healthz` });
  connection.subscribe(() => changes.push(connection.state().online));
});
afterEach(() => {
  connection.stop();
  cut();
});

const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, resolve));

function cut(): void {
  server.closeAllConnections();
  server.close();
}

/** How long it took until the connection was so. */
async function msUntil(online: boolean): Promise<number> {
  const began = performance.now();
  await expect.poll(() => connection.state().online, { interval: 5, timeout: 10_000 }).toBe(online);
  return performance.now() - began;
}

const answered = () => expect.poll(() => asked, { interval: 5 }).toBeGreaterThan(0);

test('a server that is gone is known within three seconds, and its return at the first answer', async () => {
  const { port } = server.address() as AddressInfo;
  connection.start();
  await answered();
  cut();
  expect(await msUntil(false)).toBeLessThan(mostMs);
  await listen(port);
  expect(await msUntil(true)).toBeLessThan(mostMs);
  expect(changes).toEqual([false, true]);
});

test('a network that swallows everything is known within three seconds', async () => {
  connection.start();
  await answered();
  answer = () => {};
  expect(await msUntil(false)).toBeLessThan(mostMs);
});

test('a failed call has the server asked at once', async () => {
  connection.start();
  await answered();
  await new Promise((resolve) => setTimeout(resolve, 100));
  cut();
  connection.report(false);
  expect(await msUntil(false)).toBeLessThan(500);
});

test('failed calls without end do not keep the question from ending', async () => {
  connection.start();
  await answered();
  answer = () => {};
  const failing = setInterval(() => connection.report(false), 50);
  try {
    expect(await msUntil(false)).toBeLessThan(mostMs);
  } finally {
    clearInterval(failing);
  }
});

test('a failed call alone says nothing while the server answers', async () => {
  connection.start();
  await answered();
  const before = asked;
  connection.report(false);
  await expect.poll(() => asked).toBeGreaterThan(before);
  expect(changes).toEqual([]);
});

test('an answered call ends an outage before the next question', async () => {
  answer = (_, response) => response.writeHead(503).end();
  connection.start();
  await msUntil(false);
  connection.report(true);
  expect(connection.state().online).toBe(true);
});

test('nothing is asked after the stop', async () => {
  connection.start();
  await answered();
  connection.stop();
  const before = asked;
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(asked).toBe(before);
  expect(changes).toEqual([]);
});
