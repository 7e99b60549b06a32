/** The mailbox, by mail, by page and by program. */
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const send = (mail: object) => {
  const transport = createTransport(sandbox.smtpUrl);
  return transport
    .sendMail({ from: '"Sippy" <no-reply@sippy.example>', ...mail })
    .finally(() => transport.close());
};
const get = async (path: string) => {
  const response = await fetch(sandbox.webUrl + path);
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const waitFor = async (to: string) => {
  const { text } = await get(`/api/messages?wait=5&to=${encodeURIComponent(to)}`);
  return JSON.parse(text).messages as { id: string; subject: string; to: string[] }[];
};

test('a mail is found by its recipient, whoever the headers name', async () => {
  const waiting = waitFor('ana@example.com');
  await send({ to: 'Ana@example.com', bcc: 'hidden@example.com', subject: 'Grüße ☕', text: 'Hallo' });
  const [mail] = await waiting;
  expect(mail).toMatchObject({ subject: 'Grüße ☕', to: ['Ana@example.com', 'hidden@example.com'] });
  const { text } = await get(`/api/messages/${mail?.id}`);
  expect(JSON.parse(text)).toMatchObject({ text: 'Hallo\n', subject: 'Grüße ☕' });
});

test('what a mail says is shown, and never run', async () => {
  await send({
    to: 'eve@example.com',
    subject: '<script>alert(1)</script>',
    text: 'Verify: https://sippy.example/verify?token=a&b="x"',
    html: '<p>Hi</p><script>alert(2)</script><img src="https://tracker.example/x.png">',
    attachments: [{ filename: 'a<b>.txt', content: 'attached' }],
  });
  const [mail] = await waitFor('eve@example.com');
  const list = await get('/');
  expect(list.text).toContain('&#60;script&#62;alert(1)');
  expect(list.text).not.toContain('<script>alert');
  const page = await get(`/messages/${mail?.id}`);
  expect(page.text).toContain('<a href="https://sippy.example/verify?token=a&#38;b="');
  expect(page.text).toMatch(/<iframe title="[^"]+" src="[^"]+" sandbox="[^"]*allow-popups[^"]*">/);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const html = await get(`/messages/${mail?.id}/html`);
  expect(html.headers.get('content-security-policy')).toMatch(/^sandbox .*default-src 'none'/);
  expect(html.headers.get('content-security-policy')).not.toContain('allow-scripts');
  const file = await get(`/messages/${mail?.id}/attachments/0`);
  expect([file.text.trim(), file.headers.get('content-disposition')]).toEqual([
    'attached',
    "attachment; filename*=UTF-8''a%3Cb%3E.txt",
  ]);
});

test('pages say what they are and can be used by keyboard and screen reader', async () => {
  for (const path of ['/', '/stripe']) {
    const { text, status } = await get(path);
    expect(status).toBe(200);
    expect(text).toContain('<html lang="en">');
    expect(text).toMatch(/<title>[^<]+<\/title>/);
    expect(text).toMatch(/<main>[\s\S]*<h1>/);
    for (const [, id] of text.matchAll(/<label for="([^"]+)"/g)) expect(text).toContain(`id="${id}"`);
  }
});

test('other sites cannot delete mails or switch troubles on', async () => {
  await send({ to: 'keep@example.com', subject: 'keep' });
  const post = (path: string, headers: Record<string, string>) =>
    fetch(sandbox.webUrl + path, { method: 'POST', headers, redirect: 'manual' });
  expect((await post('/messages/clear', { origin: 'https://evil.example' })).status).toBe(403);
  expect((await post('/_sandbox/faults/clear', { origin: 'https://evil.example' })).status).toBe(403);
  expect(await waitFor('keep@example.com')).toHaveLength(1);
  expect((await post('/messages/clear', { origin: sandbox.webUrl })).status).toBe(303);
  expect(JSON.parse((await get('/api/messages')).text).messages).toEqual([]);
});

test('nothing there is 404, and a mail that is too large is refused', async () => {
  expect((await get('/messages/00000000-0000-0000-0000-000000000000')).status).toBe(404);
  expect((await get('/nowhere')).status).toBe(404);
  await expect(send({ to: 'big@example.com', text: 'x'.repeat(6 * 1024 * 1024) })).rejects.toThrow(
    /552|size/i,
  );
});
