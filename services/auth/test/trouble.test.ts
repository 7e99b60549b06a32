import { newId } from '@sippy/kit/ids';
import { Role } from '@sippy/proto/auth/v1/auth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthFixture, claimsOf, startAuth } from './fixture.ts';

let alone: AuthFixture;
let apart: AuthFixture;
beforeAll(async () => {
  alone = await startAuth({ withoutNats: true, withoutRedis: true });
  apart = await startAuth({ separate: true });
});
afterAll(async () => {
  await alone?.stop();
  await apart?.stop();
});

test('without Valkey and NATS people sign in, with fewer tries', async () => {
  const { email } = await alone.account();
  await alone.login(email);
  const wrong = () => alone.auth().login({ email, password: 'wrong password' });
  for (let i = 0; i < 2; i++) await expect(wrong()).rejects.toMatchObject({ reason: 'CREDENTIALS_INVALID' });
  await expect(wrong()).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'TOO_MANY_REQUESTS' });
});

test('without Valkey and NATS a till is paired and staff sign in on it', async () => {
  const owner = await alone.owner(1);
  const till = await alone.till(owner);
  const staffId = await alone.barista(owner);
  const { tokens } = await alone.device(till.token).signInWithPin({ staffId, pin: '2580' });
  expect(claimsOf(tokens?.accessToken).grants[0]?.cafeIds).toEqual(owner.cafeIds);
});

test('a flood of logins does not keep staff from their till', async () => {
  const owner = await apart.owner(1);
  const till = await apart.till(owner);
  const staffId = await apart.barista(owner);
  const accounts = await Promise.all(Array.from({ length: 40 }, () => apart.newEmail()));
  const began = performance.now();
  let flooding = true;
  const flood = Promise.allSettled(
    accounts.map((email) => apart.auth().login({ email, password: 'wrong password' })),
  ).then(() => {
    flooding = false;
    return performance.now() - began;
  });
  await apart.device(till.token).signInWithPin({ staffId, pin: '2580' });
  const waited = performance.now() - began;
  expect(flooding).toBe(true);
  expect(waited).toBeLessThan((await flood) / 2);
});

test('while the café service is away, rights that were known stay, tills go on, and a lost try is no lost session', async () => {
  const owner = await apart.owner(1);
  const till = await apart.till(owner);
  const staffId = await apart.barista(owner);
  const fresh = await apart.account();
  await apart.host.host('cafe').stop();
  const refreshed = await apart.auth().refreshToken({ refreshToken: owner.tokens.refreshToken });
  expect(claimsOf(refreshed.tokens?.accessToken).grants[0]?.cafeIds).toEqual(owner.cafeIds);
  await apart.device(till.token).signInWithPin({ staffId, pin: '2580' });
  const fresher = await apart.login(fresh.email);
  const request = { requestId: newId(), userId: fresh.userId, organisationId: newId(), role: Role.OWNER };
  await apart.internal.grantRole(request);
  const away = { code: 'UNAVAILABLE', reason: 'UNAVAILABLE', retryAfterMs: expect.any(Number) };
  await expect(apart.login(fresh.email)).rejects.toMatchObject(away);
  await expect(apart.auth().refreshToken({ refreshToken: fresher.refreshToken })).rejects.toMatchObject(away);
  const tokens = await apart.look('select spent_time from refresh_token where session_id = $1', [
    fresher.sessionId,
  ]);
  expect(tokens).toEqual([{ spent_time: null }]);
});
