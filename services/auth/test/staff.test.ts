import { newId } from '@sippy/kit/ids';
import { Role, StaffStatus } from '@sippy/proto/auth/v1/auth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthFixture, claimsOf, given, type Owner, PASSWORD, startAuth } from './fixture.ts';

let fixture: AuthFixture;
let owner: Owner;
beforeAll(async () => {
  fixture = await startAuth();
  owner = await fixture.owner(2);
});
afterAll(() => fixture?.stop());

const right = (cafeId: string | undefined, role: Role, ...extraPermissions: string[]) => ({
  cafeId: cafeId ?? '',
  role,
  extraPermissions,
});
const a = () => given(owner.cafeIds[0]);
const b = () => given(owner.cafeIds[1]);

test('staff are added with rights at several cafés, single permissions and a PIN, under an id of the client', async () => {
  const staffId = newId();
  const rights = [
    right(a(), Role.BARISTA, 'order.price_override', 'order.backdate'),
    right(b(), Role.MANAGER),
  ];
  expect(await fixture.barista(owner, { staffId, rights })).toBe(staffId);
  const { staff } = await fixture.staff(owner.token).getStaff({ staffId });
  expect(staff).toMatchObject({ staffId, hasPin: true, status: StaffStatus.ACTIVE, version: 1n, userId: '' });
  expect(staff?.rights).toHaveLength(2);
  expect(staff?.rights).toEqual(expect.arrayContaining(rights));
});

test('adding staff happens once for a request_id, even at once; with another body it is refused', async () => {
  const request = { requestId: newId(), name: 'Once' };
  const ids = await Promise.all(Array.from({ length: 5 }, () => fixture.barista(owner, request)));
  expect(new Set(ids).size).toBe(1);
  expect(await fixture.barista(owner, { ...request, pin: '4711' })).toBe(ids[0]);
  await expect(fixture.barista(owner, { ...request, name: 'Twice' })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    reason: 'REQUEST_ID_REUSED',
  });
  const staffId = given(ids[0]);
  await expect(fixture.barista(owner, { staffId })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
});

test('rights are set and taken café by café; those not named stay', async () => {
  const staffId = await fixture.barista(owner, {
    rights: [right(a(), Role.BARISTA), right(b(), Role.BARISTA)],
  });
  const change = { setRights: [right(b(), Role.KITCHEN)], removeCafeIds: [a()], name: 'New Name' };
  const request = { requestId: newId(), staffId, version: 1n, ...change };
  const { staff } = await fixture.staff(owner.token).updateStaff(request);
  expect(staff).toMatchObject({ name: 'New Name', version: 2n, rights: [right(b(), Role.KITCHEN)] });
  expect((await fixture.staff(owner.token).updateStaff(request)).staff).toEqual(staff);
  const stale = { requestId: newId(), staffId, version: 1n, name: 'Late' };
  await expect(fixture.staff(owner.token).updateStaff(stale)).rejects.toMatchObject({
    code: 'ABORTED',
    reason: 'STALE_VERSION',
  });
});

test('an organisation keeps an owner, however many leave at once', async () => {
  const mine = await fixture.owner(1);
  const email = fixture.newEmail();
  const second = await fixture.barista(mine, { rights: [right('', Role.OWNER)], pin: '' });
  await fixture.staff(mine.token).inviteStaff({ requestId: newId(), staffId: second, email });
  await fixture.staff().acceptInvitation({ token: await fixture.inbox.tokenFor(email), password: PASSWORD });
  const { memberships } = await fixture.auth(mine.token).getMe({});
  const first = given(memberships[0]).staffId;
  const outcomes = await Promise.allSettled(
    [first, second].map((staffId) =>
      fixture.staff(mine.token).deactivateStaff({ requestId: newId(), staffId }),
    ),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const refused = outcomes.find((outcome) => outcome.status === 'rejected');
  expect(refused?.reason).toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'LAST_OWNER' });
});

test('a deactivated member of staff loses every right with the next token, and gets them back', async () => {
  const manager = await fixture.withAccount(owner, Role.MANAGER, a());
  const request = { requestId: newId(), staffId: manager.staffId };
  const { staff } = await fixture.staff(owner.token).deactivateStaff(request);
  expect(staff?.status).toBe(StaffStatus.DEACTIVATED);
  const next = given(
    (await fixture.auth().refreshToken({ refreshToken: manager.tokens.refreshToken })).tokens,
  );
  expect(claimsOf(next.accessToken).grants).toEqual([]);
  await fixture.staff(owner.token).reactivateStaff({ ...request, requestId: newId() });
  expect(claimsOf((await fixture.login(manager.email)).accessToken).grants).toHaveLength(1);
});

test('staff are listed by name in pages that neither repeat nor skip', async () => {
  const mine = await fixture.owner(1);
  for (const name of ['Dee', 'Ann', 'Cem', 'Bob', 'Ann']) await fixture.barista(mine, { name });
  const names: string[] = [];
  let pageToken = '';
  do {
    const page = { pageSize: 2, pageToken };
    const answer = await fixture.staff(mine.token).listStaff({ organisationId: mine.organisationId, page });
    names.push(...answer.staff.map((member) => member.name));
    pageToken = answer.pageInfo?.nextPageToken ?? '';
  } while (pageToken !== '');
  expect(names).toEqual(['Ann', 'Ann', 'Bob', 'Cem', 'Dee', 'Sue Tindale']);
  const foreign = { organisationId: mine.organisationId, cafeId: a() };
  await expect(fixture.staff(mine.token).listStaff(foreign)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a role given twice to the same user, even at once, is one membership', async () => {
  const { userId } = await fixture.account();
  const organisationId = newId();
  const grant = () =>
    fixture.internal.grantRole({ requestId: newId(), userId, organisationId, role: Role.OWNER });
  const ids = (await Promise.all([grant(), grant(), grant()])).map(({ staff }) => staff?.staffId);
  expect(new Set(ids).size).toBe(1);
  const nobody = { requestId: newId(), userId: newId(), organisationId, role: Role.OWNER };
  await expect(fixture.internal.grantRole(nobody)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('every role lists permissions that exist', async () => {
  const { roles, permissions } = await fixture.staff().listRoles({});
  expect(roles.map(({ role }) => role)).toEqual([
    Role.OWNER,
    Role.MANAGER,
    Role.BARISTA,
    Role.KITCHEN,
    Role.ACCOUNTANT,
  ]);
  for (const role of roles) expect(permissions).toEqual(expect.arrayContaining(role.permissions));
});

test('bad rights name their field', async () => {
  const attempt = (rights: ReturnType<typeof right>[], extra: object = {}) =>
    fixture.barista(owner, { rights, ...extra });
  await expect(attempt([right('x', Role.BARISTA)])).rejects.toMatchObject({
    fields: [{ field: 'rights[0].cafe_id' }],
  });
  await expect(attempt([right(a(), Role.OWNER)])).rejects.toMatchObject({
    fields: [{ field: 'rights[0].cafe_id' }],
  });
  await expect(attempt([right(a(), Role.BARISTA, 'order.fly')])).rejects.toMatchObject({
    reason: 'PERMISSION_UNKNOWN',
  });
  await expect(attempt([right(a(), Role.BARISTA)], { pin: '1234' })).rejects.toMatchObject({
    reason: 'PIN_WEAK',
  });
  await expect(attempt([right(a(), Role.BARISTA)], { pin: '12a4' })).rejects.toMatchObject({
    fields: [{ field: 'pin' }],
  });
  await expect(attempt([right(a(), Role.BARISTA)], { staffId: 'x' })).rejects.toMatchObject({
    fields: [{ field: 'staff_id' }],
  });
});
