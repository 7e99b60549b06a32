import { manualClock } from '@sippy/kit/clock';
import { newId } from '@sippy/kit/ids';
import { SessionKind } from '@sippy/proto/auth/v1/auth';
import { AuthServiceDefinition } from '@sippy/proto/auth/v1/auth_service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthFixture, given, PASSWORD, startAuth } from './fixture.ts';
import { type RawClient, rawClient } from './raw-client.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const clock = manualClock(new Date());
let fixture: AuthFixture;
let raw: RawClient;
beforeAll(async () => {
  fixture = await startAuth({ clock });
  raw = rawClient(fixture.host.addressOf('auth'));
});
afterAll(async () => {
  raw?.close();
  await fixture?.stop();
});

async function refresh(refreshToken: string, requestId = '') {
  return given((await fixture.auth().refreshToken({ refreshToken, requestId })).tokens);
}

async function signedIn() {
  const { email, userId } = await fixture.account();
  return { email, userId, ...(await fixture.login(email)) };
}

const ended = { code: 'UNAUTHENTICATED', reason: 'REFRESH_TOKEN_INVALID' };
const reused = { code: 'UNAUTHENTICATED', reason: 'REFRESH_TOKEN_REUSED' };

test('each refresh gives another refresh token of the same session', async () => {
  const first = await signedIn();
  const second = await refresh(first.refreshToken);
  const third = await refresh(second.refreshToken);
  expect(new Set([first, second, third].map((tokens) => tokens.refreshToken)).size).toBe(3);
  expect(new Set([first, second, third].map((tokens) => tokens.sessionId)).size).toBe(1);
});

test('a refresh token used again after the grace period ends the whole session, and says so', async () => {
  const first = await signedIn();
  const second = await refresh(first.refreshToken);
  clock.advance(31_000);
  await expect(refresh(first.refreshToken)).rejects.toMatchObject(reused);
  await expect(refresh(second.refreshToken)).rejects.toMatchObject(ended);
  await expect(refresh(first.refreshToken)).rejects.toMatchObject(ended);
  const [session] = await fixture.look('select revoked_for from session where session_id = $1', [
    first.sessionId,
  ]);
  expect(session).toEqual({ revoked_for: 'TOKEN_REUSED' });
  const told = await fixture.look('select type from event where aggregate_id = $1', [first.sessionId]);
  expect(told).toEqual([{ type: 'session.revoked' }]);
});

test('tabs that refresh at once all get the same next token, and the session goes on', async () => {
  const { refreshToken } = await signedIn();
  const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(refreshToken)));
  expect(new Set(answers.map((tokens) => tokens.refreshToken)).size).toBe(1);
  await refresh(given(answers[0]).refreshToken);
});

test('a tab that is late by a few seconds gets the token that lives now, even two steps on', async () => {
  const { refreshToken } = await signedIn();
  const second = await refresh(refreshToken);
  const third = await refresh(second.refreshToken);
  clock.advance(20_000);
  expect((await refresh(refreshToken)).refreshToken).toBe(third.refreshToken);
});

test('a try whose answer was lost can be repeated by its request_id until the next token is used', async () => {
  const { refreshToken } = await signedIn();
  const requestId = newId();
  const next = await refresh(refreshToken, requestId);
  clock.advance(10 * MINUTE);
  expect((await refresh(refreshToken, requestId)).refreshToken).toBe(next.refreshToken);
  await refresh(next.refreshToken);
  clock.advance(10 * MINUTE);
  await expect(refresh(refreshToken, requestId)).rejects.toMatchObject(reused);
});

test('a thief who repeats a stolen token with another request_id ends the session', async () => {
  const { refreshToken } = await signedIn();
  await refresh(refreshToken, newId());
  clock.advance(MINUTE);
  await expect(refresh(refreshToken, newId())).rejects.toMatchObject(reused);
});

test('a token that nobody issued is refused and ends nothing', async () => {
  const { refreshToken } = await signedIn();
  for (const forged of ['', 'x', refreshToken.slice(1), `${refreshToken}A`, 'é'.repeat(40)]) {
    await expect(refresh(forged)).rejects.toMatchObject(ended);
  }
  await refresh(refreshToken);
});

test('a session ends when it was not used for 30 days, and after 180 days in any case', async () => {
  const idle = await signedIn();
  clock.advance(30 * DAY + 1);
  await expect(refresh(idle.refreshToken)).rejects.toMatchObject(ended);
  let { refreshToken } = await signedIn();
  for (let days = 0; days < 174; days += 29) {
    clock.advance(29 * DAY);
    ({ refreshToken } = await refresh(refreshToken));
  }
  clock.advance(7 * DAY);
  await expect(refresh(refreshToken)).rejects.toMatchObject(ended);
});

test('signing out ends the session, however often it is done', async () => {
  const { refreshToken } = await signedIn();
  await fixture.auth().logout({ refreshToken });
  await fixture.auth().logout({ refreshToken });
  await fixture.auth().logout({ refreshToken: 'unknown' });
  await expect(refresh(refreshToken)).rejects.toMatchObject(ended);
});

test('signing out works with the access token alone', async () => {
  const { accessToken, refreshToken } = await signedIn();
  await fixture.auth(accessToken).logout({});
  await expect(refresh(refreshToken)).rejects.toMatchObject(ended);
});

test('a user sees their sessions, knows which one is this, and ends another', async () => {
  const first = await signedIn();
  const second = await fixture.login(first.email);
  const { sessions } = await fixture.auth(first.accessToken).listSessions({});
  expect(sessions.map(({ sessionId, current }) => [sessionId, current])).toEqual([
    [second.sessionId, false],
    [first.sessionId, true],
  ]);
  const end = (sessionId: string) =>
    fixture.auth(first.accessToken).revokeSession({ requestId: newId(), sessionId });
  await end(second.sessionId);
  await end(second.sessionId);
  await expect(refresh(second.refreshToken)).rejects.toMatchObject(ended);
  await refresh(first.refreshToken);
});

test("nobody sees or ends somebody else's session", async () => {
  const [mine, foreign] = [await signedIn(), await signedIn()];
  const { sessions } = await fixture.auth(mine.accessToken).listSessions({});
  expect(sessions.map(({ sessionId }) => sessionId)).toEqual([mine.sessionId]);
  const attempt = fixture
    .auth(mine.accessToken)
    .revokeSession({ requestId: newId(), sessionId: foreign.sessionId });
  await expect(attempt).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await refresh(foreign.refreshToken);
});

test('for a browser the refresh token travels in a cookie only', async () => {
  const { email } = await fixture.account();
  const begun = await raw.call(AuthServiceDefinition, 'login', {
    email,
    password: PASSWORD,
    useCookie: true,
  });
  expect(begun.response.tokens?.refreshToken).toBe('');
  expect(begun.setCookie).toMatch(
    /^sippy_refresh_user=[\w-]{43}; Expires=.+; Path=\/; HttpOnly; SameSite=Strict$/,
  );
  const cookie = given(begun.setCookie).split(';')[0];
  const next = await raw.call(
    AuthServiceDefinition,
    'refreshToken',
    { cookie: SessionKind.USER },
    { cookie },
  );
  expect(next.response.tokens).toMatchObject({
    refreshToken: '',
    sessionId: begun.response.tokens?.sessionId,
  });
  const newer = given(next.setCookie).split(';')[0];
  expect(newer).not.toBe(cookie);
  const other = raw.call(
    AuthServiceDefinition,
    'refreshToken',
    { cookie: SessionKind.DEVICE },
    { cookie: newer },
  );
  await expect(other).rejects.toMatchObject(ended);
  const out = await raw.call(
    AuthServiceDefinition,
    'logout',
    { cookie: SessionKind.USER },
    { cookie: newer },
  );
  expect(out.setCookie).toMatch(/^sippy_refresh_user=; Max-Age=0/);
  const after = raw.call(
    AuthServiceDefinition,
    'refreshToken',
    { cookie: SessionKind.USER },
    { cookie: newer },
  );
  await expect(after).rejects.toMatchObject(ended);
});

test('rights in the access token are those of the moment of refresh', async () => {
  const owner = await fixture.owner(1);
  const cafeId = newId();
  const more = { requestId: newId(), cafeId, organisationId: owner.organisationId, name: 'Second' };
  await fixture.cafe(owner.token).createCafe({ ...more, currencyCode: 'EUR', timeZone: 'Europe/Berlin' });
  const { accessToken } = await refresh(owner.tokens.refreshToken);
  const { authorities } = await fixture.auth(accessToken).getMe({});
  expect(authorities.flatMap(({ cafeIds }) => cafeIds).sort()).toEqual([...owner.cafeIds, cafeId].sort());
});
