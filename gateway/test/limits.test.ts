import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTestKeys, type TestKeys } from '@sippy/kit/test-keys';
import { testPrincipal } from '@sippy/kit/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { contracts, type RecordedGateway, startRecordedGateway } from './recorded-gateway.ts';
import { callGrpc, callGrpcWeb, callRest } from './requests.ts';

const getOrder = '/sippy.order.v1.OrderService/GetOrder';
const generous = { perSecond: 1_000_000, burst: 1_000_000 };
const folder = mkdtempSync(join(tmpdir(), 'sippy-limits-'));
const jwksFile = join(folder, 'jwks.json');

let keys: TestKeys;
let recorded: RecordedGateway | undefined;

beforeAll(async () => {
  keys = await makeTestKeys();
  writeFileSync(jwksFile, keys.publicKeys);
});
afterEach(async () => {
  await recorded?.stop();
  recorded = undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How many of `count` calls at once get through. */
async function through(count: number, call: (i: number) => Promise<{ code: number }>): Promise<number> {
  const outcomes = await Promise.all(Array.from({ length: count }, (_, i) => call(i)));
  for (const { code } of outcomes) expect([0, 8]).toContain(code);
  return outcomes.filter(({ code }) => code === 0).length;
}

const bearer = async (id: string = randomUUID()) => ({
  authorization: `Bearer ${await keys.token(testPrincipal({ id }))}`,
});

describe('every address has its share', () => {
  test('beyond it a call is told so, over REST, gRPC and grpc-web, and when to come again', async () => {
    recorded = await startRecordedGateway({
      limits: { perIp: { perSecond: 0.01, burst: 20 }, perCaller: generous },
    });
    const { gateway } = recorded;
    const passed = await through(40, () => callGrpcWeb(gateway.url, getOrder));
    // The check for readiness has taken some of them.
    expect(passed).toBeGreaterThan(5);
    expect(passed).toBeLessThanOrEqual(20);
    const rest = await callRest(`${gateway.url}/api/v1/orders/${randomUUID()}`);
    expect(rest.status).toBe(429);
    expect(Number(rest.headers['retry-after'])).toBeGreaterThan(0);
    expect(rest.body).toMatchObject({
      code: 8,
      details: [{ reason: 'TOO_MANY_REQUESTS' }, { retryDelay: '1s' }],
    });
    const expected = { code: 8, reason: 'TOO_MANY_REQUESTS', retrySeconds: 1 };
    expect(await callGrpcWeb(gateway.url, getOrder)).toMatchObject(expected);
    expect(await callGrpc(gateway, getOrder)).toMatchObject(expected);
    const files = await callRest(`${gateway.url}/docs/`);
    expect(files.status).toBe(429);
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
  });

  test('and none can take that of another by claiming an address', async () => {
    recorded = await startRecordedGateway({
      limits: { perIp: { perSecond: 0.01, burst: 10 }, perCaller: generous },
    });
    const { gateway } = recorded;
    const passed = await through(30, (i) =>
      callGrpcWeb(gateway.url, getOrder, Buffer.alloc(0), { 'x-forwarded-for': `203.0.113.${i}` }),
    );
    expect(passed).toBeLessThanOrEqual(10);
  });

  test('it grows again with time', async () => {
    recorded = await startRecordedGateway({
      limits: { perIp: { perSecond: 20, burst: 20 }, perCaller: generous },
    });
    const { gateway } = recorded;
    await through(40, () => callGrpcWeb(gateway.url, getOrder));
    await new Promise((resolve) => setTimeout(resolve, 600));
    const passed = await through(20, () => callGrpcWeb(gateway.url, getOrder));
    expect(passed).toBeGreaterThanOrEqual(8);
  });
});

describe('every verified caller has a share of their own', () => {
  test('whatever address they share with others', async () => {
    recorded = await startRecordedGateway({
      jwksFile,
      limits: { perIp: generous, perCaller: { perSecond: 0.01, burst: 10 } },
    });
    const { gateway } = recorded;
    const [ada, ben] = [await bearer(), await bearer()];
    expect(await through(30, () => callGrpcWeb(gateway.url, getOrder, Buffer.alloc(0), ada))).toBe(10);
    expect(await through(30, () => callGrpcWeb(gateway.url, getOrder, Buffer.alloc(0), ben))).toBe(10);
    const rest = await callRest(`${gateway.url}/api/v1/orders/${randomUUID()}`, { headers: ada });
    expect(rest.status).toBe(429);
    expect(rest.body).toMatchObject({ code: 8, details: [{ reason: 'TOO_MANY_REQUESTS' }, {}] });
  });

  test('a new token brings no new share, and a forged one, or a claim to be someone, none at all', async () => {
    recorded = await startRecordedGateway({
      jwksFile,
      limits: { perIp: generous, perCaller: { perSecond: 0.01, burst: 5 } },
    });
    const { gateway } = recorded;
    const id = randomUUID();
    const tokens = await Promise.all(Array.from({ length: 10 }, () => bearer(id)));
    expect(await through(10, (i) => callGrpcWeb(gateway.url, getOrder, Buffer.alloc(0), tokens[i]))).toBe(5);
    const claim = { ...tokens[0], 'x-sippy-caller': randomUUID() };
    expect(await through(3, () => callGrpcWeb(gateway.url, getOrder, Buffer.alloc(0), claim))).toBe(0);
    const others = await makeTestKeys();
    const forged = { authorization: `Bearer ${await others.token(testPrincipal({ id }))}` };
    // The gateway takes them for guests; it is the service that refuses them.
    expect(await through(3, () => callGrpcWeb(gateway.url, getOrder, Buffer.alloc(0), forged))).toBe(3);
  });
});

describe('an RPC with a limit of its own', () => {
  const limited = contracts.rpcs.find(
    (rpc) =>
      rpc.exposure === 'EDGE' &&
      rpc.perMinute > 0 &&
      rpc.perMinute <= 30 &&
      rpc.http.some((rule) => rule.body === '*'),
  );
  if (!limited) throw new Error('no contract limits an RPC');
  const { path, perMinute } = limited;

  test('is limited by address for guests, over all forms together', async () => {
    recorded = await startRecordedGateway({ jwksFile });
    const { gateway } = recorded;
    const rule = limited.http[0];
    const url = `${gateway.url}${rule?.path.replace(/\{[^}]+\}/g, randomUUID())}`;
    const half = Math.floor(perMinute / 2);
    expect(await through(half, () => callGrpcWeb(gateway.url, path))).toBe(half);
    const rest = await through(perMinute, async () => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
      const { status } = await callRest(url, init);
      return { code: status === 429 ? 8 : 0 };
    });
    expect(rest).toBe(perMinute - half);
    expect(await callGrpc(gateway, path)).toMatchObject({ code: 8, reason: 'TOO_MANY_REQUESTS' });
    const other = await callGrpcWeb(gateway.url, getOrder);
    expect(other.code).toBe(0);
  });

  test('is limited by caller for those who are known', async () => {
    recorded = await startRecordedGateway({ jwksFile });
    const { gateway } = recorded;
    for (const caller of [await bearer(), await bearer()]) {
      const passed = await through(perMinute + 5, () =>
        callGrpcWeb(gateway.url, path, Buffer.alloc(0), caller),
      );
      expect(passed).toBe(perMinute);
    }
  });
});
