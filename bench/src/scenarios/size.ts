import { CompleteOrderRequest, OrderServiceDefinition } from '@sippy/proto/order/v1/order_service';
import { v7 as newId } from 'uuid';
import { adminUrlOf } from '../bench-system.ts';
import { runStatements } from '../connect-database.ts';
import { copySales } from '../copy-sales.ts';
import { drained } from '../drained.ts';
import { figure, median } from '../figures.ts';
import { type GrpcWebCaller, openCaller, rpc } from '../grpc-web-caller.ts';
import { cpuOf, measureSales, type SalesRound, warmUp } from '../measure-sales.ts';
import { runLoad } from '../run-load.ts';
import type { BenchContext, Scenario } from '../scenario.ts';
import { cafeAt, salesAtOnce, sellAt, sellInTurn } from '../till.ts';

const complete = rpc(OrderServiceDefinition.fullName, OrderServiceDefinition.methods.completeOrder);
const originals = 1000;
const fullOrders = 1_000_000;

/** A sale must not cost more because there have been many before it. */
export const size: Scenario = {
  name: 'size',
  about:
    'the sales of `sale` with a thousand orders in the databases, and with a million: with their lines, payments, tickets, events, inboxes and requests',
  alone: true,
  async run(context) {
    const caller = openCaller(context.system.gatewayUrl, context.cafes.cafes.length);
    try {
      const orderIds = await sellAndHandOver(context, caller);
      const few = await measure(context, caller);
      const started = performance.now();
      const copies = Math.round((fullOrders * context.scale) / orderIds.length);
      await copySales(context.system, orderIds, copies, true);
      await settle(context);
      const fillSeconds = (performance.now() - started) / 1000;
      const many = await measure(context, caller);
      const before = median(few.map(cpuOf));
      const rate = (round: SalesRound) => round.perSecond;
      return [
        figure('CPU of all processes, with many', 'ms/sale', many.map(cpuOf), {
          floor: { what: 'with few', value: before },
        }),
        figure(
          'cost of a sale, with many to with few',
          '×',
          many.map((round) => cpuOf(round) / before),
          { target: { atMost: 1.2 } },
        ),
        figure('sales, with many', '/s', many.map(rate), {
          floor: { what: 'with few', value: median(few.map(rate)) },
        }),
        figure(
          'the place-order statement, in PostgreSQL',
          'µs',
          many.map(({ placeUs }) => placeUs),
          { floor: { what: 'with few', value: median(few.map(({ placeUs }) => placeUs)) } },
        ),
        figure('orders, with many', '', [await count(context)]),
        figure('time to fill the databases', 's', [fillSeconds]),
      ];
    } finally {
      caller.close();
    }
  },
};

async function measure(context: BenchContext, caller: GrpcWebCaller): Promise<SalesRound[]> {
  const sell = sellInTurn(caller, context);
  await warmUp(context, sell);
  const rounds: SalesRound[] = [];
  for (let n = 0; n < context.rounds; n++) rounds.push(await measureSales(context, sell));
  return rounds;
}

/** A thousand sales whose guests have what they paid for: nothing of them is open any more. */
async function sellAndHandOver(context: BenchContext, caller: GrpcWebCaller): Promise<string[]> {
  const orderIds: string[] = [];
  const sold = await runLoad(
    salesAtOnce,
    Number.POSITIVE_INFINITY,
    async (index) => {
      const { cafe, till } = cafeAt(context, index);
      const orderId = await sellAt(caller, cafe, till);
      const from = { token: await cafe.token(), connection: till };
      await caller.call(complete, CompleteOrderRequest.fromPartial({ requestId: newId(), orderId }), from);
      orderIds.push(orderId);
    },
    originals,
  );
  if (sold.failures > 0) throw new Error(`${sold.failures} sales failed`);
  await drained(context.system);
  return orderIds;
}

/** What PostgreSQL does by itself in quieter times: statistics, visibility, writing out. */
async function settle({ system }: BenchContext): Promise<void> {
  for (const service of ['order', 'payment', 'kitchen'])
    await runStatements(adminUrlOf(system, `sippy_${service}`), 'vacuum analyze', 'checkpoint');
}

async function count({ system }: BenchContext): Promise<number> {
  const url = adminUrlOf(system, 'sippy_order');
  const [row] = await runStatements(url, 'select count(*)::integer as count from "order"');
  return Number(row?.count);
}
