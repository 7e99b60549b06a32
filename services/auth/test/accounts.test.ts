import { newId } from '@sippy/kit/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthFixture, claimsOf, PASSWORD, startAuth } from './fixture.ts';

let fixture: AuthFixture;
beforeAll(async () => {
  fixture = await startAuth();
});
afterAll(() => fixture?.stop());

const register = (email: string, extra: object = {}) =>
  fixture.auth().register({ requestId: newId(), email, password: PASSWORD, name: 'Sue', ...extra });
const login = (email: string, password = PASSWORD) => fixture.auth().login({ email, password });

test('a user registers, verifies by the mailed link, and signs in', async () => {
  const email = fixture.newEmail();
  await register(email.toUpperCase());
  await expect(login(email)).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
    reason: 'CREDENTIALS_INVALID',
  });
  const mail = await fixture.inbox.mailTo(email);
  expect(mail.text).toContain('http://localhost:8080/account/verify#token=');
  expect(await fixture.auth().verifyEmail({ token: await fixture.inbox.tokenFor(email) })).toEqual({
    passwordToken: '',
  });
  const { tokens, user } = await login(email);
  expect(user).toMatchObject({ email, name: 'Sue' });
  expect(user?.verifiedTime).toBeInstanceOf(Date);
  expect(claimsOf(tokens?.accessToken)).toMatchObject({
    iss: 'sippy',
    aud: 'sippy',
    kind: 'user',
    sub: user?.userId,
    cid: user?.userId,
    sid: tokens?.sessionId,
    grants: [],
  });
  const me = await fixture.auth(tokens?.accessToken).getMe({});
  expect(me.caller).toMatchObject({ $case: 'user', value: { email } });
});

test('an access token lives 15 minutes, by the claims and by what the answer says', async () => {
  const { email } = await fixture.account();
  const { accessToken, accessExpireTime } = await fixture.login(email);
  const { iat, exp } = claimsOf(accessToken);
  expect(exp - iat).toBe(900);
  expect(accessExpireTime?.getTime()).toBe(exp * 1000);
});

test('a link works once', async () => {
  const email = fixture.newEmail();
  await register(email);
  const token = await fixture.inbox.tokenFor(email);
  const twice = await Promise.allSettled([1, 2, 3].map(() => fixture.auth().verifyEmail({ token })));
  expect(twice.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(fixture.auth().verifyEmail({ token })).rejects.toMatchObject({ reason: 'LINK_INVALID' });
  await expect(fixture.auth().resetPassword({ token, newPassword: PASSWORD })).rejects.toMatchObject({
    reason: 'LINK_INVALID',
  });
});

test('registering answers the same for a new and a known address, and tells the owner of the known one', async () => {
  const { email } = await fixture.account();
  expect(await register(email)).toEqual(await register(fixture.newEmail()));
  const mail = await fixture.inbox.mailTo(email);
  expect(mail.subject).toBe('You have an account already');
  await login(email);
});

test('a request_id registers once; with another address it is refused', async () => {
  const requestId = newId();
  const email = fixture.newEmail();
  await register(email, { requestId });
  await register(email, { requestId });
  await expect(register(fixture.newEmail(), { requestId })).rejects.toMatchObject({
    reason: 'REQUEST_ID_REUSED',
  });
  await fixture.auth().verifyEmail({ token: await fixture.inbox.tokenFor(email) });
  await login(email);
  expect(fixture.inbox.mails.filter(({ to }) => to === email)).toHaveLength(1);
});

test('the same address registered many times at once is one account with one event', async () => {
  const email = fixture.newEmail();
  await Promise.all(Array.from({ length: 5 }, () => register(email)));
  const rows = await fixture.look<{ text: string }>(
    `select u.user_id, (select count(*)::int from event e where e.aggregate_id = u.user_id and e.type = 'user.created') as told
     from user_account u where u.email = $1`,
    [email],
  );
  expect(rows).toMatchObject([{ told: 1 }]);
});

test('nobody prepares an account for somebody else: of two registrations neither password counts', async () => {
  const email = fixture.newEmail();
  await register(email, { password: 'password of a thief' });
  await register(email);
  const { passwordToken } = await fixture.auth().verifyEmail({
    token: await fixture.inbox.tokenFor(email, 2),
  });
  for (const password of ['password of a thief', PASSWORD]) {
    await expect(login(email, password)).rejects.toMatchObject({ reason: 'CREDENTIALS_INVALID' });
  }
  await fixture.auth().resetPassword({ token: passwordToken, newPassword: 'chosen by the owner' });
  await login(email, 'chosen by the owner');
});

test('sign-in fails in the same words for a wrong password, an unknown and an unverified address', async () => {
  const { email } = await fixture.account();
  const unverified = fixture.newEmail();
  await register(unverified);
  const errors = await Promise.all(
    [login(email, 'wrong password'), login(fixture.newEmail()), login(unverified)].map((attempt) =>
      attempt.then(
        () => undefined,
        ({ code, reason, message }) => ({ code, reason, message }),
      ),
    ),
  );
  expect(errors[0]).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'CREDENTIALS_INVALID' });
  expect(errors[1]).toEqual(errors[0]);
  expect(errors[2]).toEqual(errors[0]);
});

test('after ten failures an account waits, known or not; a success gives the tries back', async () => {
  const { email } = await fixture.account();
  for (let i = 0; i < 9; i++) await login(email, 'wrong password').catch(() => undefined);
  await login(email);
  for (const tried of [email, fixture.newEmail()]) {
    for (let i = 0; i < 10; i++) {
      await expect(login(tried, 'wrong password')).rejects.toMatchObject({ reason: 'CREDENTIALS_INVALID' });
    }
    const locked = await login(tried).catch((error) => error);
    expect(locked).toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'TOO_MANY_REQUESTS' });
    expect(locked.retryAfterMs).toBeGreaterThan(0);
  }
});

test('forgot: a known address gets a link, an unknown one the same answer and no mail', async () => {
  const { email } = await fixture.account();
  const nobody = fixture.newEmail();
  expect(await fixture.auth().forgotPassword({ email: nobody })).toEqual({});
  expect(await fixture.auth().forgotPassword({ email })).toEqual({});
  const token = await fixture.inbox.tokenFor(email);
  const before = await fixture.login(email);
  await fixture.auth().resetPassword({ token, newPassword: 'another good password' });
  await expect(login(email)).rejects.toMatchObject({ reason: 'CREDENTIALS_INVALID' });
  await login(email, 'another good password');
  await expect(fixture.auth().refreshToken({ refreshToken: before.refreshToken })).rejects.toMatchObject({
    reason: 'REFRESH_TOKEN_INVALID',
  });
  await expect(
    fixture.auth().resetPassword({ token, newPassword: 'yet another password' }),
  ).rejects.toMatchObject({
    code: 'FAILED_PRECONDITION',
    reason: 'LINK_INVALID',
  });
  expect((await fixture.inbox.mailTo(email, 2)).subject).toBe('Your password was changed');
  expect(fixture.inbox.mails.some(({ to }) => to === nobody)).toBe(false);
});

test('mails to one address are limited, whether it has an account or not', async () => {
  const email = fixture.newEmail();
  for (let i = 0; i < 5; i++) await fixture.auth().forgotPassword({ email });
  await expect(fixture.auth().forgotPassword({ email })).rejects.toMatchObject({
    reason: 'TOO_MANY_REQUESTS',
  });
});

test('changing the password needs the current one and ends every other session', async () => {
  const { email } = await fixture.account();
  const [mine, other] = [await fixture.login(email), await fixture.login(email)];
  const token = mine.accessToken;
  const change = (currentPassword: string, newPassword: string) =>
    fixture.auth(token).changePassword({ currentPassword, newPassword });
  await expect(change('wrong password', 'next good password')).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
    reason: 'CREDENTIALS_INVALID',
  });
  await expect(change(PASSWORD, PASSWORD)).rejects.toMatchObject({ reason: 'PASSWORD_UNCHANGED' });
  await expect(change(PASSWORD, 'short')).rejects.toMatchObject({ reason: 'PASSWORD_WEAK' });
  await change(PASSWORD, 'next good password');
  await expect(fixture.auth().refreshToken({ refreshToken: other.refreshToken })).rejects.toMatchObject({
    reason: 'REFRESH_TOKEN_INVALID',
  });
  await fixture.auth().refreshToken({ refreshToken: mine.refreshToken });
});

test('of two changes of a password at once, one wins', async () => {
  const { email } = await fixture.account();
  const { accessToken: token } = await fixture.login(email);
  const outcomes = await Promise.allSettled(
    ['first good password', 'second good password'].map((newPassword) =>
      fixture.auth(token).changePassword({ currentPassword: PASSWORD, newPassword }),
    ),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('weak passwords and addresses that are none are refused with their field', async () => {
  const email = fixture.newEmail();
  await expect(register(email, { password: 'short' })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    reason: 'PASSWORD_WEAK',
    fields: [{ field: 'password' }],
  });
  await expect(register(email, { password: email })).rejects.toMatchObject({ reason: 'PASSWORD_WEAK' });
  await expect(register('not an address')).rejects.toMatchObject({ fields: [{ field: 'email' }] });
  await expect(register(email, { requestId: 'x' })).rejects.toMatchObject({
    fields: [{ field: 'request_id' }],
  });
  await expect(register(email, { name: 'x'.repeat(101) })).rejects.toMatchObject({
    fields: [{ field: 'name' }],
  });
  await expect(register(email, { name: 'Sue\u0007' })).rejects.toMatchObject({ fields: [{ field: 'name' }] });
});

test('no secret and nothing personal is in an event, a session, a link or a remembered request', async () => {
  const email = fixture.newEmail();
  await register(email);
  const token = await fixture.inbox.tokenFor(email);
  await fixture.auth().verifyEmail({ token });
  const tokens = await fixture.login(email);
  for (const table of ['event', 'request', 'session', 'refresh_token', 'link_token']) {
    const rows = await fixture.look<{ text: string }>(`select t::text as text from ${table} t`);
    const all = rows.map(({ text }) => text).join('\n');
    for (const secret of [PASSWORD, token, tokens.refreshToken]) {
      expect(all).not.toContain(secret);
      expect(all).not.toContain(Buffer.from(secret).toString('hex'));
    }
    expect(all).not.toContain(email);
    expect(all).not.toContain(Buffer.from(email).toString('hex'));
  }
});

test('a mail that the server does not take is tried again, and nobody who registers notices', async () => {
  const email = fixture.newEmail();
  fixture.inbox.refuse(true);
  await register(email);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(fixture.inbox.mails.some(({ to }) => to === email)).toBe(false);
  fixture.inbox.refuse(false);
  await fixture.auth().verifyEmail({ token: await fixture.inbox.tokenFor(email) });
  await login(email);
});
