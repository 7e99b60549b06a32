import { newId } from '@sippy/kit/ids';
import { eventually } from '@sippy/kit/testing';
import { afterAll, beforeAll, test } from 'vitest';
import { type AuthFixture, startAuth } from './fixture.ts';

let fixture: AuthFixture;
beforeAll(async () => {
  // Each service is a process of its own to the others: what one knows has to travel.
  fixture = await startAuth({ separate: true });
});
afterAll(() => fixture?.stop());

const refused = (call: Promise<unknown>) =>
  call.then(
    () => false,
    (error) => error.code === 'UNAUTHENTICATED',
  );

test('the access token of a session that was revoked is soon refused by every service', async () => {
  const owner = await fixture.owner();
  const [cafeId] = owner.cafeIds;
  const { accessToken } = await fixture.login(owner.email);
  const read = () => fixture.cafe(accessToken).getCafe({ cafeId: cafeId as string });
  await read();
  const { sessions } = await fixture.auth(accessToken).listSessions({});
  const own = sessions.find((session) => session.current);
  await fixture.auth(owner.token).revokeSession({ requestId: newId(), sessionId: own?.sessionId as string });
  await eventually(() => refused(read()), 3000);
  await fixture.cafe(owner.token).getCafe({ cafeId: cafeId as string });
});

test('a device that was revoked is soon refused everywhere', async () => {
  const owner = await fixture.owner();
  const till = await fixture.till(owner);
  const cafeId = owner.cafeIds[0] as string;
  await fixture.cafe(till.token).getCafe({ cafeId });
  await fixture.device(owner.token).revokeDevice({ requestId: newId(), deviceId: till.deviceId });
  await eventually(() => refused(fixture.cafe(till.token).getCafe({ cafeId })), 3000);
});
