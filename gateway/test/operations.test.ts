import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:http2';
import { get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { type RecordedGateway, startRecordedGateway } from './recorded-gateway.ts';
import { callRest } from './requests.ts';

const folder = mkdtempSync(join(tmpdir(), 'sippy-ops-'));
let recorded: RecordedGateway | undefined;

afterEach(async () => {
  await recorded?.stop();
  recorded = undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const order = () => `${recorded?.gateway.url}/api/v1/orders/${randomUUID()}`;

function canMakeCertificates(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('metrics are served apart, and nothing else of the admin interface', async () => {
  recorded = await startRecordedGateway();
  const { gateway } = recorded;
  await callRest(order());
  const metrics = await (await fetch(gateway.metricsUrl)).text();
  expect(metrics).toMatch(/envoy_http_downstream_rq_total\{[^}]*edge[^}]*\} [1-9]/);
  expect((await fetch(gateway.metricsUrl.replace('/metrics', '/quitquitquit'))).status).toBe(404);
});

test('requests are logged as JSON, without query and token', async () => {
  recorded = await startRecordedGateway();
  const { gateway } = recorded;
  const secret = `Bearer ${randomUUID()}`;
  const { headers } = await callRest(`${order()}?nonsense=hidden`, { headers: { authorization: secret } });
  const correlationId = String(headers['x-correlation-id']);
  let log = '';
  for (let i = 0; i < 100 && !log.includes(correlationId); i++) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    log = readFileSync(gateway.logFile, 'utf8');
  }
  const line = JSON.parse(log.split('\n').find((each) => each.includes(correlationId)) ?? '{}');
  expect(line).toMatchObject({ method: 'GET', status: 400, ip: '127.0.0.1', correlationId });
  expect(log).not.toContain('hidden');
  expect(log).not.toContain(secret.slice('Bearer '.length));
});

test("the gateway's own spans go where a collector is, in the caller's trace", async () => {
  const bodies: Buffer[] = [];
  const collector = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      if (request.url === '/v1/traces') bodies.push(Buffer.concat(parts));
      response.end();
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  try {
    recorded = await startRecordedGateway({ otlpUrl: `http://127.0.0.1:${port}`, traceRatio: 0 });
    const traceId = randomUUID().replaceAll('-', '');
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
    await callRest(order(), { headers: { traceparent } });
    await callRest(order());
    const passedOn = recorded.host.arrivals[0]?.metadata.get('traceparent')[0];
    expect(passedOn).toContain(traceId);
    const sent = () => bodies.some((body) => body.includes(Buffer.from(traceId, 'hex')));
    for (let i = 0; i < 100 && !sent(); i++) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sent()).toBe(true);
  } finally {
    collector.closeAllConnections();
    collector.close();
  }
});

test.skipIf(!canMakeCertificates())(
  'with a certificate it speaks TLS, HTTP/2 first, and browsers must insist on it',
  async () => {
    const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-days', '1'];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        keyFile,
        '-out',
        certificateFile,
        ...subject,
      ],
      { stdio: 'ignore' },
    );
    recorded = await startRecordedGateway({ tls: { certificateFile, keyFile } });
    const { host, port } = recorded.gateway;
    const ca = readFileSync(certificateFile);
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const options = { host, port, path: '/docs/', ca, servername: 'localhost' };
      get(options, (response) => {
        response.resume();
        resolve(response.headers);
      }).on('error', reject);
    });
    expect(headers['strict-transport-security']).toContain('max-age=63072000');
    const session = connect(`https://localhost:${port}`, { ca });
    await new Promise<void>((resolve, reject) =>
      session.once('connect', () => resolve()).once('error', reject),
    );
    expect(session.alpnProtocol).toBe('h2');
    session.close();
  },
);
