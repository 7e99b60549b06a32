import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contracts, type RecordedGateway, startRecordedGateway } from './recorded-gateway.ts';
import { callGrpc, callGrpcWeb, callRest } from './requests.ts';

const { rpcs } = contracts;
const edge = rpcs.filter((rpc) => rpc.exposure === 'EDGE');
const internal = rpcs.filter((rpc) => rpc.exposure !== 'EDGE');

let recorded: RecordedGateway;
let gateway: RecordedGateway['gateway'];
let host: RecordedGateway['host'];

beforeAll(async () => {
  recorded = await startRecordedGateway();
  ({ gateway, host } = recorded);
});
afterAll(() => recorded?.stop());
beforeEach(() => {
  host.arrivals.length = 0;
});

const arrived = () => host.arrivals.map(({ path }) => path);

describe('every RPC on the EDGE is routed', () => {
  test('over gRPC', async () => {
    const unary = edge.filter((rpc) => rpc.method.methodKind === 'unary');
    for (const rpc of unary) expect(await callGrpc(gateway, rpc.path), rpc.path).toMatchObject({ code: 0 });
    expect(arrived()).toEqual(unary.map((rpc) => rpc.path));
  });

  test.each(['binary', 'text'] as const)('over grpc-web in %s', async (form) => {
    for (const rpc of edge) {
      const outcome = await callGrpcWeb(gateway.url, rpc.path, Buffer.alloc(0), {}, form);
      expect(outcome, rpc.path).toMatchObject({ code: 0 });
    }
    expect(arrived()).toEqual(edge.map((rpc) => rpc.path));
  });

  test('over REST, at every path of its contract', async () => {
    const rules = edge.flatMap((rpc) => rpc.http.map((rule) => ({ rpc, rule })));
    for (const { rpc, rule } of rules) {
      const path = rule.path.replace(/\{[^}]+\}/g, '018f3c5e-0000-7000-8000-000000000001');
      const body = rule.body ? { body: '{}', headers: { 'content-type': 'application/json' } } : {};
      const answer = await callRest(`${gateway.url}${path}`, { method: rule.method.toUpperCase(), ...body });
      expect(answer.status, `${rule.method} ${path} ${answer.text}`).toBe(200);
      expect(arrived().at(-1), path).toBe(rpc.path);
    }
    expect(rules.length).toBeGreaterThan(80);
  });
});

describe('an RPC that is not on the EDGE cannot be reached', () => {
  test('over gRPC', async () => {
    expect(internal.length).toBeGreaterThan(5);
    for (const rpc of internal) {
      const outcome = await callGrpc(gateway, rpc.path);
      expect(outcome, rpc.path).toMatchObject({ code: 12, reason: 'UNKNOWN_METHOD' });
    }
    expect(arrived()).toEqual([]);
  });

  test.each(['binary', 'text'] as const)('over grpc-web in %s', async (form) => {
    for (const rpc of internal) {
      const outcome = await callGrpcWeb(gateway.url, rpc.path, Buffer.alloc(0), {}, form);
      expect(outcome, rpc.path).toMatchObject({ code: 12, reason: 'UNKNOWN_METHOD' });
    }
    expect(arrived()).toEqual([]);
  });

  test('over REST', async () => {
    expect(internal.filter((rpc) => rpc.http.length > 0)).toEqual([]);
    for (const rpc of internal) {
      for (const method of ['POST', 'GET', 'PUT']) {
        const body = method === 'GET' ? {} : { body: '{}', headers: { 'content-type': 'application/json' } };
        const answer = await callRest(`${gateway.url}${rpc.path}`, { method, ...body });
        expect(answer.status, `${method} ${rpc.path}`).toBe(404);
        expect(answer.body.details[0]?.reason).toBe('UNKNOWN_METHOD');
      }
    }
    expect(arrived()).toEqual([]);
  });

  test('by another spelling of its path', async () => {
    const path = internal[0]?.path ?? '';
    const spellings = [
      `/${path}`,
      `${path}/`,
      `${path}?x=1`,
      path.toUpperCase(),
      path.replace('/sippy', '/./sippy'),
      `/x/..${path}`,
    ];
    const encoded = [
      path.replace('.', '%2e'),
      path.replace('/Auth', '%2fAuth').replace(/\/(\w+)$/, '%2f$1'),
      `/api%2f..${path}`,
      `${path}%00`,
    ];
    for (const spelling of [...spellings, ...encoded]) {
      const outcome = await callGrpcWeb(gateway.url, spelling);
      expect(outcome.code, spelling).not.toBe(0);
    }
    expect(arrived()).toEqual([]);
  });

  test('and neither can health, reflection or the admin interface', async () => {
    for (const path of [
      '/grpc.health.v1.Health/Check',
      '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
      '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo',
    ]) {
      expect(await callGrpcWeb(gateway.url, path), path).toMatchObject({ code: 12 });
    }
    for (const path of ['/stats', '/config_dump', '/quitquitquit', '/metrics', '/admin']) {
      expect((await callRest(`${gateway.url}${path}`)).status, path).toBe(404);
    }
  });
});

test('an RPC on the EDGE answers only what is gRPC at its own path', async () => {
  const path = edge[0]?.path ?? '';
  for (const init of [
    { method: 'GET' },
    { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
    { method: 'POST', body: '{}' },
  ]) {
    expect((await callRest(`${gateway.url}${path}`, init)).status).toBe(404);
  }
  expect(arrived()).toEqual([]);
});
