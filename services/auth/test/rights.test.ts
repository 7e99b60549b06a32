import { newId } from '@sippy/kit/ids';
import { Role } from '@sippy/proto/auth/v1/auth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthFixture, claimsOf, given, type Owner, startAuth } from './fixture.ts';

let fixture: AuthFixture;
let owner: Owner;
let stranger: Owner;
beforeAll(async () => {
  fixture = await startAuth();
  owner = await fixture.owner(2);
  stranger = await fixture.owner(1);
});
afterAll(() => fixture?.stop());

const right = (cafeId: string | undefined, role: Role, ...extraPermissions: string[]) => ({
  cafeId: cafeId ?? '',
  role,
  extraPermissions,
});
const a = () => given(owner.cafeIds[0]);
const b = () => given(owner.cafeIds[1]);

test('the user who makes an organisation owns it and every café that comes', () => {
  const { grants } = claimsOf(owner.token);
  expect(grants).toHaveLength(1);
  expect(grants[0]).toMatchObject({
    organisationId: owner.organisationId,
    cafeIds: [...owner.cafeIds].sort(),
  });
  expect(grants[0]?.permissions).toContain('organisation.manage');
});

test('a manager runs their own café and no other', async () => {
  const manager = await fixture.withAccount(owner, Role.MANAGER, a());
  expect(claimsOf(manager.token).grants).toMatchObject([
    { organisationId: owner.organisationId, cafeIds: [a()] },
  ]);
  const as = { ...owner, token: manager.token };
  const staffId = await fixture.barista(as);
  await expect(fixture.barista(as, { rights: [right(b(), Role.BARISTA)] })).rejects.toMatchObject({
    reason: 'CAFE_UNKNOWN',
  });
  for (const role of [Role.OWNER, Role.KITCHEN]) {
    await expect(fixture.barista(as, { rights: [right('', role)] })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      reason: 'RIGHT_EXCEEDS_OWN',
    });
  }
  const listed = await fixture.staff(manager.token).listStaff({ organisationId: owner.organisationId });
  expect(listed.staff.map((member) => member.staffId)).toContain(staffId);
  const elsewhere = await fixture.barista(owner, { rights: [right(b(), Role.BARISTA)] });
  expect(listed.staff.map((member) => member.staffId)).not.toContain(elsewhere);
  await expect(fixture.staff(manager.token).getStaff({ staffId: elsewhere })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('a manager cannot become an owner by way of the owner: no PIN, no invitation, no change of rights', async () => {
  const manager = await fixture.withAccount(owner, Role.MANAGER, a());
  const { memberships } = await fixture.auth(owner.token).getMe({});
  const staffId = given(memberships[0]).staffId;
  const staff = fixture.staff(manager.token);
  const denied = { code: 'PERMISSION_DENIED', reason: 'RIGHT_EXCEEDS_OWN' };
  await expect(staff.setPin({ staffId, pin: '2580' })).rejects.toMatchObject(denied);
  await expect(staff.deactivateStaff({ requestId: newId(), staffId })).rejects.toMatchObject(denied);
  const email = fixture.newEmail();
  await expect(staff.inviteStaff({ requestId: newId(), staffId, email })).rejects.toMatchObject(denied);
  const version = given(memberships[0]).version;
  const take = { requestId: newId(), staffId, version, removeOrganisationRight: true };
  await expect(staff.updateStaff(take)).rejects.toMatchObject(denied);
  const self = {
    requestId: newId(),
    staffId: manager.staffId,
    version: 3n,
    setRights: [right('', Role.OWNER)],
  };
  await expect(staff.updateStaff(self)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});

test('somebody without rights is added and seen by those who manage the organisation only', async () => {
  const staffId = await fixture.barista(owner, { rights: [], pin: '' });
  expect((await fixture.staff(owner.token).getStaff({ staffId })).staff?.rights).toEqual([]);
  const manager = await fixture.withAccount(owner, Role.MANAGER, a());
  const attempt = fixture.barista({ ...owner, token: manager.token }, { rights: [] });
  await expect(attempt).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', fields: [{ field: 'rights' }] });
  await expect(fixture.staff(manager.token).getStaff({ staffId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('a barista manages nobody', async () => {
  const barista = await fixture.withAccount(owner, Role.BARISTA, a());
  const denied = { code: 'PERMISSION_DENIED', reason: 'PERMISSION_MISSING' };
  const as = { ...owner, token: barista.token };
  await expect(fixture.barista(as)).rejects.toMatchObject(denied);
  const { organisationId } = owner;
  await expect(fixture.staff(barista.token).listStaff({ organisationId })).rejects.toMatchObject(denied);
});

test("another organisation's staff, cafés and rights are out of reach", async () => {
  const staffId = await fixture.barista(owner);
  const staff = fixture.staff(stranger.token);
  const { organisationId } = owner;
  await expect(staff.getStaff({ staffId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(staff.setPin({ staffId, pin: '2580' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(staff.listStaff({ organisationId })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await expect(fixture.barista({ ...stranger, organisationId })).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
  });
  const foreign = [right(a(), Role.BARISTA)];
  await expect(fixture.barista(stranger, { rights: foreign })).rejects.toMatchObject({
    reason: 'CAFE_UNKNOWN',
  });
});

test('who manages staff at one café and only reads them at another unlocks no PIN there', async () => {
  const staffId = await fixture.barista(owner, { rights: [right(b(), Role.BARISTA)] });
  const manager = await fixture.withAccount(owner, Role.MANAGER, a());
  const rights = [right(b(), Role.ACCOUNTANT)];
  const { staff } = await fixture.staff(owner.token).getStaff({ staffId: manager.staffId });
  const change = {
    requestId: newId(),
    staffId: manager.staffId,
    version: given(staff).version,
    setRights: rights,
  };
  await fixture.staff(owner.token).updateStaff(change);
  const { accessToken } = await fixture.login(manager.email);
  await fixture.staff(accessToken).getStaff({ staffId });
  await expect(fixture.staff(accessToken).unlockPin({ requestId: newId(), staffId })).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
  });
});
