import { CafeServiceDefinition, ListCafeIdsResponse } from '@sippy/proto/cafe/v1/cafe_service';
import { ListCafeOrdersResponse, OrderServiceDefinition } from '@sippy/proto/order/v1/order_service';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Call } from '../../src/call/call.ts';
import type { Refusal } from '../../src/call/refusal.ts';
import { defineService } from '../../src/host/service.ts';
import { newId } from '../../src/ids.ts';
import type { CallOptions, PeerClient } from '../../src/peers/client.ts';
import { startTestService, type TestHost, testStaff } from '../../src/testing/testing.ts';
import { handlersFor, noMigrations, withStream } from '../host-fixture.ts';

const cafeId = newId();
const barista = testStaff(newId(), cafeId, 'order.read');
const cafeContract = withStream(CafeServiceDefinition, 'listCafeIds');

/** Organisations whose handler streams on, falls silent after a message without minding its signal, or ends early. */
const flowing = newId();
const deaf = newId();
const short = newId();

let cafes: PeerClient<typeof cafeContract>;
let atPeer: Call | undefined;
let closed = 0;

const orderService = defineService({
  name: 'order',
  config: z.object({}),
  migrations: noMigrations,
  start(host) {
    cafes = host.peer(cafeContract);
    return {
      services: [
        handlersFor(OrderServiceDefinition, {
          listCafeOrders: async (_: object, call: Call) => {
            for await (const _ of cafes.listCafeIds({ organisationId: flowing }, call));
            return ListCafeOrdersResponse.fromPartial({});
          },
        }),
      ],
    };
  },
});

const cafeService = defineService({
  name: 'cafe',
  config: z.object({}),
  migrations: noMigrations,
  start: () => ({
    services: [
      handlersFor(cafeContract, {
        listCafeIds: async function* ({ organisationId }: { organisationId: string }, call: Call) {
          atPeer = call;
          try {
            for (let n = 0; n < (organisationId === short ? 2 : 1e6); n++) {
              yield ListCafeIdsResponse.fromPartial({});
              if (organisationId === deaf) await new Promise(() => undefined);
              await new Promise((resolve) => setTimeout(resolve, 5));
            }
          } finally {
            closed += 1;
          }
        } as never,
      }),
    ],
  }),
});

describe.each([
  { how: 'in one process', separate: false },
  { how: 'over gRPC', separate: true },
])('a stream of a peer, $how', ({ separate }) => {
  let host: TestHost;
  beforeAll(async () => {
    host = await startTestService([orderService, cafeService], { separate });
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    atPeer = undefined;
    closed = 0;
  });

  const read = async (organisationId: string, options: CallOptions) => {
    let messages = 0;
    const started = performance.now();
    const error = await (async () => {
      for await (const _ of cafes.listCafeIds({ organisationId }, options)) messages += 1;
    })().catch((e: Refusal) => e);
    return { messages, error, ms: performance.now() - started };
  };

  test('ends at the deadline it was given, and its handler is told and closed', async () => {
    const { messages, error, ms } = await read(flowing, { deadlineMs: 1500 });
    expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', reason: 'DEADLINE_EXCEEDED' });
    expect(messages).toBeGreaterThan(3);
    expect(ms).toBeLessThan(10_000);
    await expect.poll(() => atPeer?.signal.aborted).toBe(true);
    await expect.poll(() => closed).toBe(1);
  });

  test('ends at its deadline even if its handler minds nothing', async () => {
    const { messages, error, ms } = await read(deaf, { deadlineMs: 1500 });
    expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(messages).toBe(1);
    expect(ms).toBeLessThan(10_000);
    await expect.poll(() => atPeer?.signal.aborted).toBe(true);
  });

  test('has the deadline of the call on whose behalf it is read', async () => {
    const orders = host.peer(OrderServiceDefinition, barista);
    await expect(orders.listCafeOrders({ cafeId }, { deadlineMs: 1500 })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
    expect(atPeer?.deadline).toBeLessThan(Date.now() + 1500);
    await expect.poll(() => closed).toBe(1);
  });

  test('has none if none was given', async () => {
    expect(await read(short, {})).toMatchObject({ messages: 2, error: undefined });
    expect(atPeer?.deadline).toBe(Number.POSITIVE_INFINITY);
  });

  test('past its deadline never reaches its handler', async () => {
    expect(await read(flowing, { deadlineMs: -1 })).toMatchObject({
      messages: 0,
      error: { code: 'DEADLINE_EXCEEDED' },
    });
    expect(atPeer).toBeUndefined();
  });

  test('ends when its reader gives up, before or after it began', async () => {
    const signal = AbortSignal.abort();
    expect(await read(flowing, { signal })).toMatchObject({ messages: 0, error: { code: 'CANCELLED' } });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    expect(await read(flowing, { signal: stop.signal })).toMatchObject({ error: { code: 'CANCELLED' } });
    await expect.poll(() => closed).toBeGreaterThan(0);
  });
});
