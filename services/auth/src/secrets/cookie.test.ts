import type { Call } from '@sippy/kit/call';
import { expect, test } from 'vitest';
import { refreshCookies } from './cookie.ts';

function callWith(cookie?: string) {
  const sent: string[] = [];
  const call = {
    metadata: new Map(cookie === undefined ? [] : [['cookie', cookie]]),
    setHeader: (_: string, value: string) => sent.push(value),
  } as unknown as Call;
  return { call, sent };
}

test('over https the cookie is bound to the host; no script reads it and no other site sends it', () => {
  const { call, sent } = callWith();
  refreshCookies('https://sippy.example').set(call, 'USER', 'abc', new Date('2026-01-01T00:00:00Z'));
  expect(sent).toEqual([
    '__Host-sippy_refresh_user=abc; Expires=Thu, 01 Jan 2026 00:00:00 GMT; Path=/; HttpOnly; SameSite=Strict; Secure',
  ]);
});

test('sessions of each kind have a cookie of their own', () => {
  const cookies = refreshCookies('http://localhost:8080');
  const { call } = callWith('theme=dark; sippy_refresh_user=u; sippy_refresh_device=d');
  expect(cookies.read(call, 'USER')).toBe('u');
  expect(cookies.read(call, 'DEVICE')).toBe('d');
  expect(cookies.read(call, 'STAFF')).toBe('');
  expect(cookies.read(callWith().call, 'USER')).toBe('');
});

test('signing out deletes the cookie', () => {
  const { call, sent } = callWith();
  refreshCookies('http://localhost').clear(call, 'STAFF');
  expect(sent).toEqual(['sippy_refresh_staff=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict']);
});
