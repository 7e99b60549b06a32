import {
  CafeServiceDefinition,
  GetCafeSettingsResponse,
  ListCafeIdsResponse,
} from '@sippy/proto/cafe/v1/cafe_service';
import {
  GetOrderResponse,
  ListCafeOrdersResponse,
  OrderServiceDefinition,
  WatchOrdersResponse,
} from '@sippy/proto/order/v1/order_service';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Call } from '../../src/call/call.ts';
import { notFound } from '../../src/call/refusal.ts';
import { defineService } from '../../src/host/service.ts';
import { newId } from '../../src/ids.ts';
import { startTestService, testStaff } from '../../src/testing/testing.ts';
import { attributesOf, type Collector, startCollector } from '../collector-fixture.ts';
import { handlersFor, noMigrations, withStream } from '../host-fixture.ts';

const cafeId = newId();
const organisationId = newId();
const barista = testStaff(organisationId, cafeId, 'order.read');
const cafeContract = withStream(CafeServiceDefinition, 'listCafeIds');

/** Asks the café service for one thing in each of its RPCs. */
const orderService = defineService({
  name: 'order',
  config: z.object({}),
  migrations: noMigrations,
  start(host) {
    const cafes = host.peer(cafeContract);
    return {
      services: [
        handlersFor(OrderServiceDefinition, {
          listCafeOrders: async (_: object, call: Call) => {
            await cafes.getCafeSettings({ cafeId }, call);
            return ListCafeOrdersResponse.fromPartial({});
          },
          getOrder: async (_: object, call: Call) => {
            await cafes.getCafeSettings({ cafeId: newId() }, call);
            return GetOrderResponse.fromPartial({});
          },
          watchOrders: async function* ({ afterSequence }: { afterSequence: bigint }, call: Call) {
            call.authoriseCafe(cafeId);
            const endless = afterSequence === 1n;
            for await (const _ of cafes.listCafeIds(
              { organisationId: endless ? newId() : organisationId },
              call,
            ))
              if (endless) break;
            yield WatchOrdersResponse.fromPartial({});
          } as never,
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
        getCafeSettings: async (request: { cafeId: string }) => {
          if (request.cafeId !== cafeId) throw notFound('café', request.cafeId);
          return GetCafeSettingsResponse.fromPartial({});
        },
        listCafeIds: async function* (request: { organisationId: string }, call: Call) {
          do {
            yield ListCafeIdsResponse.fromPartial({});
            await new Promise((resolve) => setTimeout(resolve, 5));
          } while (request.organisationId !== organisationId && !call.signal.aborted);
        } as never,
      }),
    ],
  }),
});

const CLIENT = 3;
const SERVER = 2;
const CALLER_SPAN = '00f067aa0ba902b7';

describe.each([
  { how: 'in one process', separate: false },
  { how: 'over gRPC', separate: true },
])('the span of a call to a peer, $how', ({ separate }) => {
  const traces = {
    answered: newId(),
    refused: newId(),
    streamed: newId(),
    left: newId(),
    unsampled: newId(),
    begunHere: newId(),
  };
  const hex = (trace: keyof typeof traces) => traces[trace].replaceAll('-', '');
  let collector: Collector;
  beforeAll(async () => {
    collector = await startCollector();
    const host = await startTestService([orderService, cafeService], {
      separate,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, TRACE_RATIO: '0' },
    });
    const orders = host.peer(OrderServiceDefinition, barista);
    const within = (trace: keyof typeof traces, flags = '01') => ({
      correlationId: traces[trace],
      traceparent: `00-${hex(trace)}-${CALLER_SPAN}-${flags}`,
    });
    const read = async (stream: AsyncIterable<unknown>) => {
      for await (const _ of stream);
    };
    const subscriptions = [{ subject: { $case: 'cafeId', value: cafeId } as const }];
    await orders.listCafeOrders({ cafeId }, within('answered'));
    await orders.getOrder({ orderId: newId() }, within('refused')).catch(() => undefined);
    await read(orders.watchOrders({ subscriptions }, within('streamed')));
    await read(orders.watchOrders({ subscriptions, afterSequence: 1n }, within('left')));
    await orders.listCafeOrders({ cafeId }, within('unsampled', '00'));
    await orders.listCafeOrders({ cafeId }, { correlationId: traces.begunHere });
    await host.stop();
    await collector.close();
  });

  const chainOf = (trace: keyof typeof traces) => {
    const spans = collector.spans.filter(({ traceId }) => traceId === hex(trace));
    const [entry] = spans.filter(({ parentSpanId }) => parentSpanId === CALLER_SPAN);
    const [client] = spans.filter(({ parentSpanId }) => parentSpanId === entry?.spanId);
    const [server] = spans.filter(({ parentSpanId }) => parentSpanId === client?.spanId);
    if (!entry || !client || !server) throw new Error(`broken chain: ${JSON.stringify(spans)}`);
    return { spans, entry, client, server };
  };

  test('stands between the span of its caller and that of the peer', () => {
    const { spans, entry, client, server } = chainOf('answered');
    expect(spans).toHaveLength(3);
    expect(entry).toMatchObject({ kind: SERVER, name: 'sippy.order.v1.OrderService/ListCafeOrders' });
    expect(client).toMatchObject({ kind: CLIENT, name: 'sippy.cafe.v1.CafeService/GetCafeSettings' });
    expect(server).toMatchObject({ kind: SERVER, name: client.name });
    expect(attributesOf(client)).toMatchObject({
      'peer.service': 'cafe',
      'rpc.grpc.status_code': 0,
      'sippy.correlation_id': traces.answered,
    });
    expect(client.status.code ?? 0).toBe(0);
  });

  test('says why a peer refused', () => {
    const { client, server } = chainOf('refused');
    for (const span of [client, server]) {
      expect(span.status).toMatchObject({ code: 2, message: 'NOT_FOUND' });
      expect(attributesOf(span)).toMatchObject({ 'rpc.grpc.status_code': 5 });
    }
  });

  test('lasts as long as a stream that is read to its end', () => {
    const { client, server } = chainOf('streamed');
    for (const span of [client, server])
      expect(attributesOf(span)).toMatchObject({ 'rpc.grpc.status_code': 0 });
  });

  test('of a stream that its reader leaves says that it was cancelled', () => {
    const { client, server } = chainOf('left');
    for (const span of [client, server])
      expect(attributesOf(span)).toMatchObject({ 'rpc.grpc.status_code': 1 });
  });

  test('is not made where the trace is not sampled', () => {
    const known = new Set([hex('answered'), hex('refused'), hex('streamed'), hex('left')]);
    expect(collector.spans.filter(({ traceId }) => !known.has(traceId))).toEqual([]);
  });
});
