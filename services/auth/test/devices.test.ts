import { manualClock } from '@sippy/kit/clock';
import { newId } from '@sippy/kit/ids';
import { DeviceKind, Role } from '@sippy/proto/auth/v1/auth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthFixture, claimsOf, given, type Owner, startAuth } from './fixture.ts';

const clock = manualClock(new Date());
let fixture: AuthFixture;
let owner: Owner;
let till: Awaited<ReturnType<AuthFixture['till']>>;
beforeAll(async () => {
  fixture = await startAuth({ clock });
  owner = await fixture.owner(2);
  till = await fixture.till(owner);
});
afterAll(() => fixture?.stop());

const cafeId = () => given(owner.cafeIds[0]);
const signIn = (staffId: string, pin: string, token = till.token) =>
  fixture.device(token).signInWithPin({ staffId, pin });

test('a manager makes a code, a device is paired with it once, and stands in that café', async () => {
  const request = { requestId: newId(), cafeId: cafeId(), name: 'Display', kind: DeviceKind.KITCHEN_DISPLAY };
  const { code } = await fixture.device(owner.token).createPairingCode(request);
  expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
  const typed = ` ${code.toLowerCase().replace('-', ' ')}`;
  const attempts = await Promise.allSettled(
    [1, 2, 3].map(() => fixture.device().pairDevice({ code: typed })),
  );
  const [paired, ...more] = attempts.filter((attempt) => attempt.status === 'fulfilled');
  expect(more).toEqual([]);
  const claims = claimsOf(paired?.value.tokens?.accessToken);
  expect(claims).toMatchObject({ kind: 'device', sub: paired?.value.device?.deviceId });
  expect(claims.grants).toMatchObject([{ organisationId: owner.organisationId, cafeIds: [cafeId()] }]);
  expect(claims.grants[0]?.permissions).toEqual(['cafe.read', 'order.read', 'kitchen.read', 'kitchen.work']);
});

test('a pairing code ends after ten minutes; a repeated request replaces it', async () => {
  const request = { requestId: newId(), cafeId: cafeId(), name: 'Till 9', kind: DeviceKind.POS };
  const first = await fixture.device(owner.token).createPairingCode(request);
  const second = await fixture.device(owner.token).createPairingCode(request);
  const invalid = { code: 'FAILED_PRECONDITION', reason: 'PAIRING_CODE_INVALID' };
  await expect(fixture.device().pairDevice({ code: first.code })).rejects.toMatchObject(invalid);
  clock.advance(10 * 60_000 + 1);
  await expect(fixture.device().pairDevice({ code: second.code })).rejects.toMatchObject(invalid);
  for (const code of ['XXXX-XXXX', 'x', '0000-0000']) {
    await expect(fixture.device().pairDevice({ code })).rejects.toMatchObject(invalid);
  }
});

test('only somebody with device.manage at the café makes codes and sees devices', async () => {
  const staffId = await fixture.barista(owner);
  const barista = given((await signIn(staffId, '2580')).tokens).accessToken;
  const foreign = await fixture.owner(1);
  const request = { requestId: newId(), cafeId: cafeId(), name: 'Till', kind: DeviceKind.POS };
  for (const token of [barista, till.token, foreign.token]) {
    await expect(fixture.device(token).createPairingCode(request)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    await expect(fixture.device(token).listDevices({ cafeId: cafeId() })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  }
  await expect(
    fixture.device(foreign.token).revokeDevice({ requestId: newId(), deviceId: till.deviceId }),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a device refreshes its token for months, until it is revoked; then staff on it are out too', async () => {
  const device = await fixture.till(owner);
  const staffId = await fixture.barista(owner);
  const staff = given((await signIn(staffId, '2580', device.token)).tokens);
  const deviceTokens = given(
    (await fixture.auth().refreshToken({ refreshToken: device.tokens.refreshToken })).tokens,
  );
  const request = { requestId: newId(), deviceId: device.deviceId };
  const { device: revoked } = await fixture.device(owner.token).revokeDevice(request);
  expect(revoked?.revokeTime).toBeInstanceOf(Date);
  expect((await fixture.device(owner.token).revokeDevice(request)).device).toEqual(revoked);
  for (const { refreshToken } of [deviceTokens, staff]) {
    await expect(fixture.auth().refreshToken({ refreshToken })).rejects.toMatchObject({
      reason: 'REFRESH_TOKEN_INVALID',
    });
  }
  // Which of the two it is depends on whether the news of the ended session has come round.
  await expect(signIn(staffId, '2580', device.token)).rejects.toMatchObject({
    reason: expect.stringMatching(/^(DEVICE_REQUIRED|TOKEN_INVALID)$/),
  });
  const { devices } = await fixture.device(owner.token).listDevices({ cafeId: cafeId() });
  expect(devices.map(({ deviceId }) => deviceId)).not.toContain(device.deviceId);
});

test('a device shows the names of those who work there, and nothing else of them', async () => {
  const here = await fixture.barista(owner, { name: 'Here' });
  const there = await fixture.barista(owner, {
    name: 'There',
    rights: [{ cafeId: given(owner.cafeIds[1]), role: Role.BARISTA, extraPermissions: [] }],
  });
  const { staff } = await fixture.device(till.token).listDeviceStaff({});
  expect(staff).toContainEqual({ staffId: here, name: 'Here', hasPin: true, pinLocked: false });
  expect(staff.map(({ staffId }) => staffId)).not.toContain(there);
  await expect(fixture.device(owner.token).listDeviceStaff({})).rejects.toMatchObject({
    reason: 'DEVICE_REQUIRED',
  });
});

test('a device asks who may do something at its café, by their role or by name', async () => {
  const place = given(owner.cafeIds[0]);
  const right = (cafeId: string, role: Role, ...extraPermissions: string[]) => ({
    rights: [{ cafeId, role, extraPermissions }],
  });
  const manager = await fixture.barista(owner, { name: 'Manager', ...right(place, Role.MANAGER) });
  const named = await fixture.barista(owner, {
    name: 'Named',
    ...right(place, Role.BARISTA, 'payment.refund'),
  });
  const elsewhere = await fixture.barista(owner, {
    name: 'Elsewhere',
    rights: [
      { cafeId: place, role: Role.BARISTA, extraPermissions: [] },
      { cafeId: given(owner.cafeIds[1]), role: Role.MANAGER, extraPermissions: ['payment.refund'] },
    ],
  });
  const device = fixture.device(till.token);
  const may = (await device.listDeviceStaff({ permission: 'payment.refund' })).staff.map((s) => s.staffId);
  expect(may).toEqual(expect.arrayContaining([manager, named]));
  expect(may).not.toContain(elsewhere);
  await expect(device.listDeviceStaff({ permission: 'payment.nonsense' })).rejects.toMatchObject({
    reason: 'PERMISSION_UNKNOWN',
    fields: [{ field: 'permission' }],
  });
});

test("a PIN opens the rights at the device's café only", async () => {
  const rights = owner.cafeIds.map((id) => ({
    cafeId: id,
    role: Role.BARISTA,
    extraPermissions: ['order.backdate'],
  }));
  const staffId = await fixture.barista(owner, { rights });
  const { tokens, staff } = await signIn(staffId, '2580');
  const claims = claimsOf(tokens?.accessToken);
  expect(claims).toMatchObject({ kind: 'staff', sub: staffId, did: till.deviceId });
  expect(claims.grants).toMatchObject([{ organisationId: owner.organisationId, cafeIds: [cafeId()] }]);
  expect(claims.grants[0]?.permissions).toEqual(
    expect.arrayContaining(['order.place', 'order.backdate', 'payment.take']),
  );
  expect(staff?.rights.map((one) => one.cafeId)).toEqual([cafeId()]);
  const me = await fixture.auth(tokens?.accessToken).getMe({});
  expect(me.caller).toMatchObject({ $case: 'staff', value: { staffId } });
});

test('an owner with a PIN has their rights at a till too, there and nowhere else', async () => {
  const { memberships } = await fixture.auth(owner.token).getMe({});
  const { staffId } = given(memberships[0]);
  await fixture.staff(owner.token).setPin({ staffId, pin: '7139' });
  const claims = claimsOf((await signIn(staffId, '7139')).tokens?.accessToken);
  expect(claims.grants).toMatchObject([{ organisationId: owner.organisationId, cafeIds: [cafeId()] }]);
});

test('five wrong PINs lock it, in words that count down, until a manager unlocks it', async () => {
  const staffId = await fixture.barista(owner);
  for (const left of [4, 3, 2, 1]) {
    await expect(signIn(staffId, '0815')).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      reason: 'PIN_INVALID',
      message: `The PIN is wrong. ${left === 1 ? '1 try' : `${left} tries`} left.`,
    });
  }
  const locked = { code: 'FAILED_PRECONDITION', reason: 'PIN_LOCKED' };
  await expect(signIn(staffId, '0815')).rejects.toMatchObject(locked);
  await expect(signIn(staffId, '2580')).rejects.toMatchObject(locked);
  expect((await fixture.staff(owner.token).getStaff({ staffId })).staff?.pinLockedTime).toBeInstanceOf(Date);
  await fixture.staff(owner.token).unlockPin({ requestId: newId(), staffId });
  await signIn(staffId, '2580');
  const told = await fixture.look(
    'select type from event where aggregate_id = $1 order by aggregate_version',
    [staffId],
  );
  expect(told.filter((event) => (event as { type: string }).type === 'staff.pin_changed')).toHaveLength(3);
});

test('a right PIN forgets the wrong ones before it', async () => {
  const staffId = await fixture.barista(owner);
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 4; i++) await signIn(staffId, '0815').catch(() => undefined);
    await signIn(staffId, '2580');
  }
});

test('many wrong PINs at once are five tries, not more', async () => {
  const staffId = await fixture.barista(owner);
  const guesses = Array.from({ length: 20 }, (_, i) => signIn(staffId, String(3000 + 7 * i)));
  const reasons = (await Promise.allSettled(guesses)).map(
    (outcome) => (outcome as PromiseRejectedResult).reason.reason as string,
  );
  expect(reasons.filter((reason) => reason === 'PIN_INVALID')).toHaveLength(4);
  expect(reasons.filter((reason) => reason === 'PIN_LOCKED')).toHaveLength(16);
  await expect(signIn(staffId, '2580')).rejects.toMatchObject({ reason: 'PIN_LOCKED' });
});

test('who works elsewhere, has no PIN, is deactivated or does not exist gets the same answer', async () => {
  const there = [{ cafeId: given(owner.cafeIds[1]), role: Role.BARISTA, extraPermissions: [] }];
  const away = await fixture.barista(owner, { rights: there });
  const without = await fixture.barista(owner, { pin: '' });
  const gone = await fixture.barista(owner);
  await fixture.staff(owner.token).deactivateStaff({ requestId: newId(), staffId: gone });
  for (const staffId of [away, without, gone, newId()]) {
    await expect(signIn(staffId, '2580')).rejects.toMatchObject({
      reason: 'PIN_INVALID',
      message: 'The PIN is wrong.',
    });
  }
});

test('another PIN, or deactivation, ends the sessions that the old one began', async () => {
  const staffId = await fixture.barista(owner);
  const ended = { reason: 'REFRESH_TOKEN_INVALID' };
  const first = given((await signIn(staffId, '2580')).tokens);
  await fixture.staff(owner.token).setPin({ staffId, pin: '9081' });
  await expect(fixture.auth().refreshToken({ refreshToken: first.refreshToken })).rejects.toMatchObject(
    ended,
  );
  await expect(signIn(staffId, '2580')).rejects.toMatchObject({ reason: 'PIN_INVALID' });
  const second = given((await signIn(staffId, '9081')).tokens);
  await fixture.staff(owner.token).deactivateStaff({ requestId: newId(), staffId });
  await expect(fixture.auth().refreshToken({ refreshToken: second.refreshToken })).rejects.toMatchObject(
    ended,
  );
});

test('staff change their own PIN with the one they have', async () => {
  const staffId = await fixture.barista(owner);
  const { accessToken } = given((await signIn(staffId, '2580')).tokens);
  const change = (currentPin: string, newPin: string) =>
    fixture.staff(accessToken).changePin({ currentPin, newPin });
  await expect(change('0815', '9081')).rejects.toMatchObject({ reason: 'PIN_INVALID' });
  await expect(change('2580', '4444')).rejects.toMatchObject({ reason: 'PIN_WEAK' });
  await change('2580', '9081');
  await signIn(staffId, '9081');
  const asOwner = fixture.staff(owner.token).changePin({ currentPin: '2580', newPin: '9081' });
  await expect(asOwner).rejects.toMatchObject({ reason: 'DEVICE_REQUIRED' });
});

test('a PIN session ends after 12 hours without use', async () => {
  const staffId = await fixture.barista(owner);
  const { refreshToken } = given((await signIn(staffId, '2580')).tokens);
  clock.advance(12 * 3_600_000 + 1);
  await expect(fixture.auth().refreshToken({ refreshToken })).rejects.toMatchObject({
    reason: 'REFRESH_TOKEN_INVALID',
  });
});
