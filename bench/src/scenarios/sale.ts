import { OrderChannel, OrderKind } from '@sippy/proto/order/v1/order';
import {
  GetOrderRequest,
  OrderServiceDefinition,
  PlaceOrderRequest,
} from '@sippy/proto/order/v1/order_service';
import { PayCashRequest, PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
import { v7 as newId } from 'uuid';
import { drained } from '../drained.ts';
import { type GrpcWebCaller, openCaller, rpc } from '../grpc-web-caller.ts';
import { percentiles, spread } from '../latency.ts';
import { usageOf } from '../process-cpu.ts';
import { runAtRate, runLoad } from '../run-load.ts';
import type { BenchContext, Figure, Scenario } from '../scenario.ts';
import { openStatementCounter } from '../statements.ts';

const { placeOrder, getOrder } = OrderServiceDefinition.methods;
const place = rpc(OrderServiceDefinition.fullName, placeOrder);
const read = rpc(OrderServiceDefinition.fullName, getOrder);
const pay = rpc(PaymentServiceDefinition.fullName, PaymentServiceDefinition.methods.payCash);
const atOnce = 64;

/** Places three lines, pays cash and reads the order back: three calls through the gateway, over the till's own connection. */
async function sell(caller: GrpcWebCaller, { cafes }: BenchContext, index: number): Promise<void> {
  const till = index % cafes.cafes.length;
  const cafe = cafes.cafes[till];
  if (!cafe) throw new Error('no café to sell at');
  const from = { token: await cafe.token(), connection: till };
  const orderId = newId();
  const order = PlaceOrderRequest.fromPartial({
    requestId: newId(),
    orderId,
    cafeId: cafe.cafeId,
    kind: OrderKind.TAKEAWAY,
    channel: OrderChannel.COUNTER,
    lines: cafe.lines,
  });
  await caller.call(place, order, from);
  await caller.call(pay, PayCashRequest.fromPartial({ requestId: newId(), orderId }), from);
  await caller.call(read, GetOrderRequest.fromPartial({ orderId }), from);
}

interface Round {
  perSecond: number;
  cpuMs: Record<string, number>;
  statements: number;
  drainSeconds: number;
  placeUs: number;
}

async function round(context: BenchContext, caller: GrpcWebCaller): Promise<Round> {
  const { system, seconds } = context;
  const counter = await openStatementCounter(system.adminUrl);
  await counter?.reset();
  const before = usageOf(system.pids);
  const load = await runLoad(atOnce, seconds, (index) => sell(caller, context, index));
  if (load.failures > load.done / 100) throw new Error(`${load.failures} of ${load.done} sales failed`);
  const drainSeconds = await drained(system.natsUrl);
  const after = usageOf(system.pids);
  const statements = (await counter?.read())?.calls ?? Number.NaN;
  const placeUs = (await counter?.meanUs('with placed as')) ?? Number.NaN;
  await counter?.close();
  const cpuMs = Object.fromEntries(
    Object.entries(after).map(([name, usage]) => [
      name,
      ((usage.cpuSeconds - (before[name]?.cpuSeconds ?? 0)) * 1000) / load.done,
    ]),
  );
  return {
    perSecond: load.done / (load.seconds + drainSeconds),
    cpuMs,
    statements: statements / load.done,
    drainSeconds,
    placeUs,
  };
}

/** Counter sales at fifty cafés, all consumers drained before the clock stops. */
export const sale: Scenario = {
  name: 'sale',
  about: 'place 3 lines + pay cash + read back over grpc-web, at 50 cafés, events drained',
  async run(context) {
    const caller = openCaller(context.system.gatewayUrl, context.cafes.cafes.length);
    try {
      await runLoad(atOnce, 3, (index) => sell(caller, context, index));
      await drained(context.system.natsUrl);
      const rounds: Round[] = [];
      for (let n = 0; n < context.rounds; n++) rounds.push(await round(context, caller));
      const rate = spread(rounds.map((one) => one.perSecond));
      const half = await runAtRate(Math.max(1, Math.floor(rate.median / 2)), context.seconds, (index) =>
        sell(caller, context, index),
      );
      const { p50, p99 } = percentiles(half.durationsMs);
      const figure = (what: string, unit: string, values: number[]): Figure => ({
        what,
        unit,
        ...spread(values),
      });
      const names = Object.keys(rounds[0]?.cpuMs ?? {});
      return [
        { what: 'sales', unit: '/s', ...rate },
        figure('latency of a sale at half that rate, p50', 'ms', [p50]),
        figure('latency of a sale at half that rate, p99', 'ms', [p99]),
        figure(
          'CPU of all processes',
          'ms/sale',
          rounds.map((one) => sum(Object.values(one.cpuMs))),
        ),
        ...names.map((name) =>
          figure(
            `CPU of ${name}`,
            'ms/sale',
            rounds.map((one) => one.cpuMs[name] ?? 0),
          ),
        ),
        figure(
          'SQL statements',
          '/sale',
          rounds.map((one) => one.statements),
        ),
        figure(
          'the place-order statement by itself, in PostgreSQL',
          'µs',
          rounds.map((one) => one.placeUs),
        ),
        figure(
          'drain after the load',
          's',
          rounds.map((one) => one.drainSeconds),
        ),
      ];
    } finally {
      caller.close();
    }
  },
};

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
