import { newId } from '@sippy/kit/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthFixture, claimsOf, given, type Owner, PASSWORD, startAuth } from './fixture.ts';

let fixture: AuthFixture;
let owner: Owner;
beforeAll(async () => {
  fixture = await startAuth();
  owner = await fixture.owner(1);
});
afterAll(() => fixture?.stop());

const a = () => given(owner.cafeIds[0]);

test('an invitation joins an account that is there, whatever password comes along', async () => {
  const { email, userId } = await fixture.account();
  const staffId = await fixture.barista(owner);
  await fixture.staff(owner.token).inviteStaff({ requestId: newId(), staffId, email });
  const token = await fixture.inbox.tokenFor(email);
  const accepted = await fixture.staff().acceptInvitation({ token, password: 'password of a thief' });
  expect(accepted).toEqual({ accountCreated: false });
  expect(claimsOf((await fixture.login(email)).accessToken)).toMatchObject({
    sub: userId,
    grants: [{ cafeIds: [a()] }],
  });
  await expect(fixture.staff().acceptInvitation({ token })).rejects.toMatchObject({ reason: 'LINK_INVALID' });
});

test('an account that somebody prepared for an invited address is taken over, not trusted', async () => {
  const email = fixture.newEmail();
  const thief = { requestId: newId(), email, password: 'password of a thief', name: 'Thief' };
  await fixture.auth().register(thief);
  const staffId = await fixture.barista(owner);
  await fixture.staff(owner.token).inviteStaff({ requestId: newId(), staffId, email });
  await fixture.inbox.mailTo(email, 2);
  const mail = given(fixture.inbox.mails.find(({ to, subject }) => to === email && /invited/.test(subject)));
  const token = given(/token=([\w-]+)/.exec(mail.text)?.[1]);
  await expect(fixture.staff().acceptInvitation({ token })).rejects.toMatchObject({
    fields: [{ field: 'password' }],
  });
  await fixture.staff().acceptInvitation({ token, password: PASSWORD });
  await expect(fixture.auth().login({ email, password: thief.password })).rejects.toMatchObject({
    reason: 'CREDENTIALS_INVALID',
  });
  await fixture.login(email);
});

test('a later invitation makes the earlier link useless, and one account is one member of staff', async () => {
  const staffId = await fixture.barista(owner);
  const [wrong, right_] = [fixture.newEmail(), fixture.newEmail()];
  for (const email of [wrong, right_]) {
    await fixture.staff(owner.token).inviteStaff({ requestId: newId(), staffId, email });
    await fixture.inbox.mailTo(email);
  }
  const old = { token: await fixture.inbox.tokenFor(wrong), password: PASSWORD };
  await expect(fixture.staff().acceptInvitation(old)).rejects.toMatchObject({ reason: 'LINK_INVALID' });
  await fixture.staff().acceptInvitation({ token: await fixture.inbox.tokenFor(right_), password: PASSWORD });
  const other = await fixture.barista(owner);
  await fixture.staff(owner.token).inviteStaff({ requestId: newId(), staffId: other, email: right_ });
  const token = await fixture.inbox.tokenFor(right_, 2);
  await expect(fixture.staff().acceptInvitation({ token })).rejects.toMatchObject({ reason: 'STAFF_EXISTS' });
});
