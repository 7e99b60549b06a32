import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { CafeServiceDefinition, GetStorefrontRequest } from '@sippy/proto/cafe/v1/cafe_service';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { newId } from '../src/ids.ts';
import { notFound } from '../src/refusal.ts';
import { defineService } from '../src/service.ts';
import { DETAILS_KEY, decodeRefusal } from '../src/status-details.ts';
import { makeTestDatabase, startTestService } from '../src/testing.ts';
import { cleanup } from './fixtures.ts';
import { handlersFor, noMigrations } from './host-fixture.ts';

const PATH = '/sippy.cafe.v1.CafeService/GetStorefront';
const root = join(import.meta.dirname, '../../..');
const pass = (bytes: Buffer) => bytes;
const slowCafeId = newId();
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks guests' question about a café that is none: what answers it says NOT_FOUND, with its reason. */
function ask(client: Client, cafeId = newId()): Promise<string> {
  const request = GetStorefrontRequest.encode(GetStorefrontRequest.fromPartial({ cafeId })).finish();
  return new Promise((resolve) => {
    const answer = (error: ServiceError | null) => {
      const [details] = error?.metadata.get(DETAILS_KEY) ?? [];
      const refusal = decodeRefusal(
        error?.code ?? 0,
        error?.details ?? '',
        details as Buffer | undefined,
        '',
      );
      resolve(refusal.domain === 'sippy' ? refusal.reason : `${refusal.code}: ${refusal.message}`);
    };
    const options = { deadline: Date.now() + 5000 };
    client.makeUnaryRequest(PATH, pass, pass, Buffer.from(request), new Metadata(), options, answer);
  });
}

/** Callers who each ask again as soon as they are answered, until told to stop. */
function load(client: Client, callers: number) {
  const answers = new Map<string, number>();
  let stopped = false;
  const work = Array.from({ length: callers }, async () => {
    while (!stopped) {
      const answer = await ask(client);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  });
  return {
    answers,
    async stop() {
      stopped = true;
      await Promise.all(work);
      return Object.fromEntries(answers);
    },
  };
}

async function readiness(port: number | undefined): Promise<string> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    return `${response.status} ${((await response.json()) as { reasons: string[] }).reasons.join()}`;
  } catch {
    return 'gone';
  }
}

test('a host that stops says so first, answers all who have not noticed, and ends what it began', async () => {
  const cafeService = defineService({
    name: 'cafe',
    config: z.object({}),
    migrations: noMigrations,
    start: () => ({
      services: [
        handlersFor(CafeServiceDefinition, {
          getStorefront: async ({ cafeId }: { cafeId: string }) => {
            await sleep(cafeId === slowCafeId ? 2000 : 20);
            throw notFound('café', cafeId);
          },
        }),
      ],
    }),
  });
  const host = await startTestService([cafeService], { env: { METRICS_PORT: '0', DRAIN_PAUSE_MS: '1500' } });
  cleanup(() => host.stop());
  const { opsPort } = host.host('cafe');
  const client = new Client(host.addressOf('cafe'), credentials.createInsecure());
  cleanup(() => client.close());
  const busy = load(client, 50);
  await expect.poll(() => busy.answers.get('NOT_FOUND')).toBeGreaterThan(100);
  expect(await readiness(opsPort)).toBe('200 ');

  const began = performance.now();
  const stopping = host.host('cafe').stop();
  expect(await readiness(opsPort)).toBe('503 draining');
  const whenUnready = busy.answers.get('NOT_FOUND') ?? 0;
  const slow = ask(client, slowCafeId);
  await sleep(300);
  const answers = await busy.stop();
  expect(Object.keys(answers)).toEqual(['NOT_FOUND']);
  expect(answers.NOT_FOUND).toBeGreaterThan(whenUnready + 100);
  expect(performance.now() - began).toBeLessThan(1500);
  expect(await slow).toBe('NOT_FOUND');
  expect(performance.now() - began).toBeGreaterThan(2000);
  await stopping;
  expect(performance.now() - began).toBeLessThan(5000);
  expect(await ask(client)).toContain('UNAVAILABLE');
});

test('two hosts that are stopped by SIGTERM and started anew, in turn and under load, fail no call', async () => {
  const database = await makeTestDatabase('cafe', new URL('../../cafe/prisma/migrations/', import.meta.url));
  cleanup(() => database.drop());
  const hosts = [await startProcess(database), await startProcess(database)];
  const target = `ipv4:${hosts.map(({ address }) => address).join(',')}`;
  const client = new Client(target, credentials.createInsecure(), {
    'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
    'grpc.initial_reconnect_backoff_ms': 50,
    'grpc.max_reconnect_backoff_ms': 200,
  });
  cleanup(() => client.close());
  const busy = load(client, 20);
  await expect.poll(() => busy.answers.get('NOT_FOUND')).toBeGreaterThan(100);
  for (const { process, address, opsPort } of hosts) {
    const exited = once(process, 'exit');
    process.kill('SIGTERM');
    await expect.poll(() => readiness(opsPort), { interval: 10 }).toBe('503 draining');
    expect(await exited).toEqual([0, null]);
    expect(await readiness(opsPort)).toBe('gone');
    await startProcess(database, address);
    await sleep(300);
  }
  const answers = await busy.stop();
  expect(Object.keys(answers)).toEqual(['NOT_FOUND']);
  expect(answers.NOT_FOUND).toBeGreaterThan(1000);
}, 40_000);

/** Starts the café service as operators do. */
async function startProcess(database: { url: string; ownerUrl: string }, address = '127.0.0.1:0') {
  const env = {
    PATH: process.env.PATH,
    HOST_LISTEN: address,
    METRICS_PORT: '0',
    DRAIN_PAUSE_MS: '300',
    CAFE_DATABASE_URL: database.url,
    CAFE_MIGRATION_URL: database.ownerUrl,
  };
  const child: ChildProcess = spawn(process.execPath, ['services/host.ts', 'cafe'], { cwd: root, env });
  cleanup(() => void child.kill('SIGKILL'));
  return new Promise<{ process: ChildProcess; address: string; opsPort: number }>((resolve, reject) => {
    let output = '';
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
      const ready = output.split('\n').find((line) => line.includes('"msg":"ready"') && line.endsWith('}'));
      if (!ready) return;
      const { addresses, opsPort } = JSON.parse(ready) as { addresses: string[]; opsPort: number };
      resolve({ process: child, address: addresses[0] ?? '', opsPort });
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', () => reject(new Error(`the host did not start: ${output}`)));
  });
}
