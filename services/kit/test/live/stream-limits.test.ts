import { OrderServiceDefinition, WatchOrdersResponse } from '@sippy/proto/order/v1/order_service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Principal } from '../../src/call/call.ts';
import type { Refusal } from '../../src/call/refusal.ts';
import { defineService, type ServiceHost } from '../../src/host/service.ts';
import { newId } from '../../src/ids.ts';
import { startTestService, type TestHost, testStaff } from '../../src/testing/testing.ts';
import { handlersFor, noMigrations } from '../host-fixture.ts';

const cafeId = newId();
const organisationId = newId();

let inside: ServiceHost;

/** Its streams say that they are open, and then nothing; they mind nothing either. */
const orderService = defineService({
  name: 'order',
  config: z.object({}),
  migrations: noMigrations,
  start(given) {
    inside = given;
    const watchOrders = async function* (_: object, call: { authoriseCafe(id: string): void }) {
      call.authoriseCafe(cafeId);
      yield WatchOrdersResponse.fromPartial({ sequence: 1n });
      await new Promise(() => undefined);
    };
    return { services: [handlersFor(OrderServiceDefinition, { watchOrders: watchOrders as never })] };
  },
});

let host: TestHost;
beforeAll(async () => {
  host = await startTestService([orderService], { env: { MAX_STREAMS: '5', MAX_STREAMS_PER_CALLER: '3' } });
});
afterAll(() => host.stop());

/** Someone who has signed in, once each time. */
const someone = (extra: Partial<Principal> = {}): Principal => ({
  ...testStaff(organisationId, cafeId, 'order.read'),
  sessionId: newId(),
  ...extra,
});

/** Opens a stream; resolves once it is open, rejects if it is refused. */
async function open(as: Principal) {
  const stop = new AbortController();
  const subscriptions = [{ subject: { $case: 'cafeId' as const, value: cafeId } }];
  const stream = host
    .peer(OrderServiceDefinition, as)
    .watchOrders({ subscriptions }, { signal: stop.signal })
    [Symbol.asyncIterator]();
  await stream.next();
  const ended = stream.next().then(
    () => undefined,
    (error: Refusal) => error,
  );
  return {
    ended,
    async close() {
      stop.abort();
      await ended;
    },
  };
}

const tooMany = {
  code: 'RESOURCE_EXHAUSTED',
  reason: 'TOO_MANY_REQUESTS',
  retryAfterMs: 5000,
};

describe('open streams', () => {
  test('of one session have a bound of their own, and a closed one makes room', async () => {
    const me = someone();
    const mine = [await open(me), await open(me), await open(me)];
    await expect(open(me)).rejects.toMatchObject({
      ...tooMany,
      message: expect.stringContaining('3 streams'),
    });
    const other = await open({ ...me, sessionId: newId() });
    await mine[0]?.close();
    await expect.poll(() => open(me).then((stream) => mine.push(stream))).toBe(4);
    await Promise.all([...mine, other].map((stream) => stream.close()));
  });

  test('of a host have a bound, whoever opens them', async () => {
    const streams = await Promise.all(Array.from({ length: 5 }, () => open(someone())));
    await expect(open(someone())).rejects.toMatchObject({
      ...tooMany,
      message: expect.stringContaining('The service'),
    });
    await streams[0]?.close();
    await expect.poll(() => open(someone()).then((stream) => streams.push(stream))).toBe(6);
    await Promise.all(streams.map((stream) => stream.close()));
  });

  test('end when their session does, and cannot be opened again; those of other sessions go on', async () => {
    const [me, other] = [someone(), someone()];
    const [mine, theirs] = [await open(me), await open(other)];
    await inside.endedSessions.tell([
      { sessionId: me.sessionId ?? '', until: new Date(Date.now() + 60_000) },
    ]);
    expect(await mine.ended).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' });
    await expect(open(me)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await Promise.race([theirs.ended, 'open'])).toBe('open');
    await theirs.close();
  });

  test('end when the token of the caller expires, even if their handler minds nothing', async () => {
    const stream = await open(someone({ expiresMs: Date.now() + 2500 }));
    const began = performance.now();
    expect(await stream.ended).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' });
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
