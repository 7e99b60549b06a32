import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileHandler, sitesOf } from '@sippy/gateway/static';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'sippy-files-'));
/** Reads which files there are at its start. */
let server: Server;
/** Looks for each file when it is asked for. */
let reloading: Server;

const listening = async (handler: RequestListener) => {
  const made = createServer(handler);
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return made;
};

beforeAll(async () => {
  const write = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('docs/api/index.html', 'reference');
  write('docs/api/openapi.json', '{"openapi":"3.1.0"}');
  write('clients/pos/dist/index.html', 'till');
  write('clients/pos/dist/assets/app-B1x9_-Zq.js', 'code');
  write('clients/pos/dist/favicon.svg', '<svg/>');
  write('clients/pos/src/secret.ts', 'source');
  write('clients/sdk/src/index.ts', 'no app');
  write('clients/account/src/verify.html', 'verify');
  write('clients/account/src/verify.ts', 'export const one: number = 1;');
  write('secret.txt', 'secret');
  server = await listening(fileHandler(sitesOf(root)));
  reloading = await listening(fileHandler(sitesOf(root), { reload: true }));
});
afterAll(() => {
  server.close();
  reloading.close();
  rmSync(root, { recursive: true, force: true });
});

/** A GET of exactly this path. */
function get(path: string, headers: Record<string, string> = {}, from = server) {
  const { port } = from.address() as AddressInfo;
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, headers }, (response) => {
        let text = '';
        response.on('data', (part) => {
          text += part;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      });
      sent.on('error', reject).end();
    },
  );
}

test('a client that was built lies under its own name, and routes its own paths', async () => {
  for (const path of ['/pos/', '/pos/orders/018f3c5e', '/pos/settings']) {
    expect(await get(path), path).toMatchObject({
      status: 200,
      text: 'till',
      headers: { 'cache-control': 'no-cache' },
    });
  }
  expect(await get('/pos')).toMatchObject({ status: 302, headers: { location: '/pos/' } });
  expect((await get('/sdk/')).status).toBe(404);
});

test('the pages that mails link to need no build: their scripts are sent without types', async () => {
  expect(await get('/account/verify')).toMatchObject({ status: 200, text: 'verify' });
  const script = await get('/account/verify.ts');
  expect(script).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/javascript; charset=utf-8' },
  });
  expect(script.text).toMatch(/^export const one += 1;$/);
  const known = { 'if-none-match': `W/${script.headers.etag}` };
  expect(await get('/account/verify.ts', known)).toMatchObject({ status: 304, text: '' });
  expect((await get('/account/nothing')).status).toBe(404);
  expect((await get('/account/nothing.ts')).status).toBe(404);
});

test('a new build shows after a restart, or at once where that is asked for', async () => {
  const asset = join(root, 'clients/pos/dist/assets/new-C2y8_-Zr.js');
  writeFileSync(asset, 'newer');
  expect((await get('/pos/assets/new-C2y8_-Zr.js')).status).toBe(404);
  expect(await get('/pos/assets/new-C2y8_-Zr.js', {}, reloading)).toMatchObject({
    text: 'newer',
    headers: { 'cache-control': 'public, max-age=31536000, immutable' },
  });
  expect((await get('/pos/orders/1', {}, reloading)).headers['cache-control']).toBe('no-cache');
});

test('what carries a hash in its name is kept for ever, everything else is asked for again', async () => {
  const asset = await get('/pos/assets/app-B1x9_-Zq.js');
  expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  const icon = await get('/pos/favicon.svg');
  expect(icon.headers['cache-control']).toBe('no-cache');
  const etag = String(icon.headers.etag);
  expect((await get('/pos/favicon.svg', { 'if-none-match': etag })).status).toBe(304);
});

test('a file that is not there is no page', async () => {
  for (const path of ['/pos/assets/gone-12345678.js', '/docs/nothing', '/nothing', '/nothing/at/all']) {
    const { status, text } = await get(path);
    expect(status, path).toBe(404);
    expect(JSON.parse(text)).toMatchObject({ code: 5, details: [{ reason: 'UNKNOWN_METHOD' }] });
  }
});

test('the reference and the OpenAPI document are where they are looked for', async () => {
  expect(await get('/')).toMatchObject({ status: 302, headers: { location: '/docs/' } });
  expect(await get('/docs/')).toMatchObject({ status: 200, text: 'reference' });
  expect(await get('/openapi.json')).toMatchObject({
    status: 200,
    headers: { 'content-type': 'application/json' },
  });
});

test('nothing outside of the sites can be reached', async () => {
  for (const path of [
    '/docs/../../secret.txt',
    '/docs/%2e%2e/%2e%2e/secret.txt',
    '/pos/..%2f..%2f..%2fsecret.txt',
    '/pos/../src/secret.ts',
    '//secret.txt',
    '/account/..%2f..%2fpos/src/secret.ts',
    '/account/../../pos/src/secret.ts',
    '/docs/%',
  ]) {
    const { status, text } = await get(path);
    expect(`${status} ${text}`, path).not.toMatch(/secret$|source/);
  }
});

test('a range that ends before it begins harms nobody', async () => {
  expect((await get('/docs/', { range: 'bytes=5-2' })).status).toBe(200);
  expect((await get('/docs/')).status).toBe(200);
});
