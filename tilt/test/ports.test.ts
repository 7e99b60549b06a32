import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimPort } from '../port-claims.ts';
import { choosePorts, wishedPorts } from '../ports.ts';

let home: string;
let servers: Server[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sippy-ports-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
  for (const server of servers) server.close();
  servers = [];
});

/** Takes a port, unless something else has it already: taken it is either way. */
function occupy(port: number): Promise<void> {
  return new Promise((resolve) => {
    const server = createServer();
    servers.push(server);
    server.once('error', () => resolve());
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

test('a port that is wished for and taken is named, and another one is used', async () => {
  await occupy(8080);
  const { ports, taken } = await choosePorts(home, ['gateway', 'nats'], { gateway: 8080 });
  expect(taken).toEqual([{ name: 'gateway', wanted: 8080, used: ports.gateway }]);
  expect(ports.gateway).not.toBe(8080);
});

test('the checkout gets the ports that people know; a home of its own has ports of its own', () => {
  expect(wishedPorts({})).toEqual({ gateway: 8080, 'sandbox-web': 8025 });
  expect(wishedPorts({ SIPPY_HOME: '/elsewhere' })).toEqual({});
  expect(wishedPorts({ SIPPY_HOME: '/elsewhere', GATEWAY_PORT: '9000' })).toEqual({ gateway: 9000 });
});

test('ports stay the same from start to start while they are free', async () => {
  const first = await choosePorts(home, ['nats', 'valkey', 'postgres']);
  expect(await choosePorts(home, ['nats', 'valkey', 'postgres'])).toEqual(first);
  expect(new Set(Object.values(first.ports)).size).toBe(3);
});

test('a kept port that someone else took meanwhile is replaced', async () => {
  const { ports } = await choosePorts(home, ['nats', 'valkey']);
  await occupy(ports.nats ?? 0);
  const again = await choosePorts(home, ['nats', 'valkey']);
  expect(again.ports.nats).not.toBe(ports.nats);
  expect(again.ports.valkey).toBe(ports.valkey);
});

test('a port that a home has chosen is no other’s while the home is there, though nobody listens yet', () => {
  const claims = join(home, 'claims');
  const another = mkdtempSync(join(tmpdir(), 'sippy-ports-'));
  expect(claimPort(20_001, another, claims)).toBe(true);
  expect(claimPort(20_001, home, claims)).toBe(false);
  expect(claimPort(20_001, another, claims)).toBe(true);
  rmSync(another, { recursive: true });
  expect(claimPort(20_001, home, claims)).toBe(true);
});
