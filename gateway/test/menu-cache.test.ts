import { randomUUID } from 'node:crypto';
import { get as httpGet } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { Metadata, status } from '@grpc/grpc-js';
import { cachedRpcs } from '@sippy/gateway/cache';
import { GetMenuResponse } from '@sippy/proto/catalog/v1/catalog_service';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { contracts, type RecordedGateway, startRecordedGateway } from './recorded-gateway.ts';

const getMenu = '/sippy.catalog.v1.CatalogService/GetMenu';

let recorded: RecordedGateway;
let gateway: RecordedGateway['gateway'];
let host: RecordedGateway['host'];
let version = 1n;

beforeAll(async () => {
  recorded = await startRecordedGateway({ origins: ['https://shop.example'] });
  ({ gateway, host } = recorded);
  host.answer(getMenu, (call, reply) => {
    const metadata = new Metadata();
    metadata.set('cache-control', 'public, max-age=0, s-maxage=1');
    metadata.set('etag', `"${version}"`);
    metadata.set('x-correlation-id', String(call.metadata.get('x-correlation-id')[0]));
    call.sendMetadata(metadata);
    const categories = Array.from({ length: 50 }, (_, i) => ({ name: `Category ${i}` }));
    const menu = { cafeId: '', version, currencyCode: 'EUR', categories };
    reply(null, Buffer.from(GetMenuResponse.encode(GetMenuResponse.fromPartial({ menu })).finish()));
  });
});
afterAll(() => recorded?.stop());
beforeEach(() => {
  host.arrivals.length = 0;
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** A GET that sends what it is told and unpacks nothing. */
function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpGet(`${gateway.url}${path}`, { headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    request.on('error', reject);
  });
}

const menuOf = (cafeId: string) => `/api/v1/cafes/${cafeId}/menu`;
const versionIn = ({ body }: Answer) => JSON.parse(String(body)).menu.version;

test('a menu is asked of the service once, however many read it', async () => {
  const path = menuOf(randomUUID());
  await get(path);
  const answers = await Promise.all(Array.from({ length: 50 }, () => get(path)));
  for (const { status, headers } of answers) {
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(headers['cache-control']).toBe('public, max-age=0, s-maxage=1');
    expect(headers.etag).toBe(`"${version}"`);
    expect(headers.vary).toContain('accept-encoding');
    expect(Object.keys(headers).filter((name) => name.startsWith('grpc-'))).toEqual([]);
  }
  expect(host.arrivals.length).toBe(1);
});

test('each café has its own', async () => {
  await Promise.all([get(menuOf(randomUUID())), get(menuOf(randomUUID()))]);
  expect(host.arrivals.length).toBe(2);
});

test('nothing that a caller can make up brings another entry: no query, host, token or header', async () => {
  const path = menuOf(randomUUID());
  await get(path);
  const made = [
    get(`${path}?x=${randomUUID()}`),
    get(path, { host: `${randomUUID()}.example` }),
    get(path, { authorization: `Bearer ${randomUUID()}` }),
    get(path, { 'accept-encoding': `br, x-${randomUUID()}` }),
    get(path, { 'cache-control': 'no-cache' }),
    get(path, { origin: 'https://shop.example' }),
  ];
  for (const { status } of await Promise.all(made)) expect(status).toBe(200);
  expect(host.arrivals.length).toBe(1);
  expect(host.arrivals[0]?.metadata.get('authorization')).toEqual([]);
});

test('who understands gzip gets it so, from the cache too', async () => {
  const path = menuOf(randomUUID());
  const accept = { 'accept-encoding': 'gzip, deflate, br' };
  const [first, second, plain] = [await get(path, accept), await get(path, accept), await get(path)];
  expect(host.arrivals.length).toBe(2);
  for (const answer of [first, second]) {
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(String(gunzipSync(answer.body)))).toEqual(JSON.parse(String(plain.body)));
  }
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(first.body.length).toBeLessThan(plain.body.length / 3);
});

test('who has the current menu is told so without it', async () => {
  const path = menuOf(randomUUID());
  const etag = String((await get(path)).headers.etag);
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const answer = await get(path, { 'if-none-match': known });
    expect(answer.status, known).toBe(304);
    expect(answer.body.length).toBe(0);
    expect(answer.headers.etag).toBe(etag);
  }
  expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200);
  expect(host.arrivals.length).toBe(1);
});

test('every answer carries the correlation id of its own call, not of the one that fetched it', async () => {
  const path = menuOf(randomUUID());
  const first = await get(path, { 'x-correlation-id': 'till-1' });
  const second = await get(path, { 'x-correlation-id': 'till-2' });
  const known = await get(path, { 'x-correlation-id': 'till-3', 'if-none-match': `"${version}"` });
  const without = await get(path);
  expect([first, second, known].map(({ headers }) => headers['x-correlation-id'])).toEqual([
    'till-1',
    'till-2',
    'till-3',
  ]);
  expect(known.status).toBe(304);
  expect(without.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
  expect(without.headers['x-correlation-id']).toBe(without.headers['x-request-id']);
  expect(host.arrivals.map(({ metadata }) => metadata.get('x-correlation-id'))).toEqual([['till-1']]);
});

test('a foreign page may read it where its origin is named, and the cache gives no answer meant for another', async () => {
  const path = menuOf(randomUUID());
  const foreign = await get(path, { origin: 'https://shop.example' });
  expect(foreign.headers['access-control-allow-origin']).toBe('https://shop.example');
  expect((await get(path)).headers['access-control-allow-origin']).toBeUndefined();
});

test('a change is seen within two seconds', async () => {
  const path = menuOf(randomUUID());
  await get(path);
  version += 1n;
  const changed = Date.now();
  while (versionIn(await get(path)) !== String(version)) {
    expect(Date.now() - changed).toBeLessThan(2000);
    await sleep(20);
  }
});

test('a refusal is not kept', async () => {
  const path = menuOf(randomUUID());
  const usual = host.answers.get(getMenu);
  host.answer(getMenu, (_, reply) => reply({ code: status.NOT_FOUND, details: 'There is no such café.' }));
  const refused = await get(path);
  expect(refused.status).toBe(404);
  expect(refused.headers['cache-control']).toBe('no-store');
  expect(JSON.parse(String(refused.body)).code).toBe(5);
  if (usual) host.answer(getMenu, usual);
  expect((await get(path)).status).toBe(200);
});

test('only public reads whose whole request is in the path are kept', () => {
  const cached = contracts.rpcs.filter((rpc) => cachedRpcs.includes(rpc.path));
  expect(cached.map((rpc) => rpc.path)).toEqual(cachedRpcs);
  for (const rpc of cached) {
    expect(rpc).toMatchObject({ exposure: 'EDGE', idempotency: 'NO_SIDE_EFFECTS' });
    expect(rpc.grants.map((grant) => grant.scope)).toContain('PUBLIC');
    for (const rule of rpc.http) {
      expect(rule.method).toBe('get');
      for (const field of rpc.method.input.fields) expect(rule.path).toContain(`{${field.name}}`);
    }
  }
});
