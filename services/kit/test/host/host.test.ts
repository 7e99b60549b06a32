import { CafeServiceDefinition, GetCafeSettingsResponse } from '@sippy/proto/cafe/v1/cafe_service';
import {
  GetOrderResponse,
  ListCafeOrdersResponse,
  OrderServiceDefinition,
  WatchOrdersResponse,
} from '@sippy/proto/order/v1/order_service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Call } from '../../src/call/call.ts';
import type { Refusal } from '../../src/call/refusal.ts';
import { defineService } from '../../src/host/service.ts';
import { newId } from '../../src/ids.ts';
import {
  startTestService,
  type TestHost,
  testCustomer,
  testPrincipal,
  testStaff,
} from '../../src/testing/testing.ts';
import { handlersFor, noMigrations } from '../host-fixture.ts';

const cafeId = newId();
const slowCafeId = newId();
const organisationId = newId();
const barista = testStaff(organisationId, cafeId, 'order.read', 'order.place');
let seen: Call | undefined;

const orderService = defineService({
  name: 'order',
  config: z.object({}),
  migrations: noMigrations,
  start(host) {
    const cafes = host.peer(CafeServiceDefinition);
    return {
      services: [
        handlersFor(OrderServiceDefinition, {
          getOrder: async (request: { orderId: string }, call: Call) => {
            seen = call;
            if (request.orderId.endsWith('1')) return GetOrderResponse.fromPartial({});
            if (request.orderId.endsWith('2')) await new Promise((resolve) => setTimeout(resolve, 400));
            if (request.orderId.endsWith('3')) throw new Error('secret detail');
            if (request.orderId.endsWith('5')) await cafes.getCafeSettings({ cafeId: slowCafeId }, call);
            if (request.orderId.endsWith('4')) await cafes.getCafeSettings({ cafeId: 'not an id' }, call);
            call.setHeader('etag', '"5"');
            call.authoriseResource({ cafeId });
            return {};
          },
          listCafeOrders: async (_: object, call: Call) => {
            seen = call;
            const { cafe } = await cafes.getCafeSettings({ cafeId }, call);
            return ListCafeOrdersResponse.fromPartial({ orders: [{ number: cafe?.name ?? '' }] });
          },
          watchOrders: async function* (_: object, call: Call) {
            call.authoriseCafe(cafeId);
            for (let sequence = 1n; !call.signal.aborted; sequence++) {
              yield WatchOrdersResponse.fromPartial({ sequence });
              await new Promise((resolve) => setTimeout(resolve, 5));
            }
          } as never,
        }),
      ],
    };
  },
});

let callerAtPeer: Call | undefined;
const cafeService = defineService({
  name: 'cafe',
  config: z.object({}),
  migrations: noMigrations,
  start: () => ({
    services: [
      handlersFor(CafeServiceDefinition, {
        getCafeSettings: async (request: { cafeId: string }, call: Call) => {
          callerAtPeer = call;
          if (request.cafeId === slowCafeId) await new Promise((resolve) => setTimeout(resolve, 2000));
          return GetCafeSettingsResponse.fromPartial({ cafe: { name: 'Centrale' } });
        },
      }),
    ],
  }),
});

const id = (last: string) => newId().slice(0, -1) + last;
const orderId = () => id('0');

describe.each([
  { how: 'in one process', separate: false },
  { how: 'over gRPC', separate: true },
])('$how', ({ separate }) => {
  let host: TestHost;
  beforeAll(async () => {
    host = await startTestService([orderService, cafeService], { separate });
  });
  afterAll(() => host.stop());
  const orders = (as = barista) => host.peer(OrderServiceDefinition, as);

  test('a guest is asked to sign in', async () => {
    await expect(host.peer(OrderServiceDefinition).getOrder({ orderId: orderId() })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      reason: 'SIGN_IN_REQUIRED',
    });
  });
  test('a right at another café opens nothing here', async () => {
    const foreign = testStaff(newId(), newId(), 'order.read');
    await expect(orders(foreign).getOrder({ orderId: orderId() })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(orders(foreign).listCafeOrders({ cafeId })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });
  test('a request that breaks its constraints names each field', async () => {
    const error = await orders()
      .getOrder({ orderId: 'x' })
      .catch((e: Refusal) => e);
    expect(error).toMatchObject({
      code: 'INVALID_ARGUMENT',
      reason: 'INVALID_FIELD',
      fields: [{ field: 'order_id' }],
    });
  });
  test('an answer whose resource was never authorised does not leave', async () => {
    await expect(orders().getOrder({ orderId: id('1') })).rejects.toMatchObject({ code: 'INTERNAL' });
    const asCustomer = host.peer(OrderServiceDefinition, testCustomer());
    await expect(asCustomer.getOrder({ orderId: id('1') })).rejects.toMatchObject({ code: 'INTERNAL' });
  });
  test('a call ends at its deadline, and its handler is told', async () => {
    await expect(orders().getOrder({ orderId: id('2') }, { deadlineMs: 60 })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
    await expect.poll(() => seen?.signal.aborted).toBe(true);
  });
  test('a fault of ours says nothing but its correlation id', async () => {
    const correlationId = newId();
    const error = await orders()
      .getOrder({ orderId: id('3') }, { correlationId })
      .catch((e: Refusal) => e);
    expect(error).toMatchObject({ code: 'INTERNAL', metadata: { correlation_id: correlationId } });
    expect((error as Refusal).message).not.toContain('secret');
  });
  test('a stream flows, and ends when its reader goes', async () => {
    const sequences: bigint[] = [];
    for await (const { sequence } of orders().watchOrders({
      subscriptions: [{ subject: { $case: 'cafeId', value: cafeId } }],
    })) {
      sequences.push(sequence);
      if (sequences.length === 3) break;
    }
    expect(sequences).toEqual([1n, 2n, 3n]);
  });
  test('a peer gets the trace, the actor and the deadline of the call', async () => {
    const correlationId = newId();
    const answer = await orders().listCafeOrders({ cafeId }, { correlationId });
    expect(answer.orders[0]?.number).toBe('Centrale');
    expect(callerAtPeer).toMatchObject({
      correlationId,
      principal: { kind: 'service', id: 'order' },
      actor: { kind: 'staff', id: barista.id },
    });
    expect(callerAtPeer?.traceparent.slice(3, 35)).toBe(correlationId.replaceAll('-', ''));
    expect(callerAtPeer?.deadline).toBeLessThanOrEqual((seen?.deadline ?? 0) + 50);
  });
  test('what a peer refuses because we asked wrongly is our fault, not the caller’s', async () => {
    await expect(orders().getOrder({ orderId: id('4') })).rejects.toMatchObject({ code: 'INTERNAL' });
  });
  test('a call that its client gives up ends its handler and what that has called', async () => {
    const stop = new AbortController();
    const going = orders().getOrder({ orderId: id('5') }, { signal: stop.signal });
    await expect.poll(() => callerAtPeer?.signal.aborted).toBe(false);
    stop.abort();
    await expect(going).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect.poll(() => callerAtPeer?.signal.aborted).toBe(true);
  });
  test('a required enum must be said, and a value nobody knows is refused', async () => {
    const cook = testStaff(organisationId, cafeId, 'order.edit');
    const error = await orders(cook)
      .updateOrderStatus({ requestId: newId(), orderId: orderId(), version: 1n })
      .catch((e: Refusal) => e);
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', fields: [{ field: 'status' }] });
  });

  test('an INTERNAL call needs the identity of a service', async () => {
    const everything = testStaff(organisationId, cafeId, 'cafe.read', 'cafe.manage');
    await expect(
      host.peer(CafeServiceDefinition, everything).getCafeSettings({ cafeId }),
    ).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    const service = testPrincipal({ kind: 'service', id: 'payment' });
    const { cafe } = await host.peer(CafeServiceDefinition, service).getCafeSettings({ cafeId });
    expect(cafe?.name).toBe('Centrale');
  });
});
