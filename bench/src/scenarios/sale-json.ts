import { v7 as newId } from 'uuid';
import { figure, median } from '../figures.ts';
import { openCaller } from '../grpc-web-caller.ts';
import { type JsonCaller, openJsonCaller } from '../json-caller.ts';
import { cpuFigures, cpuOf, measureSales, type SalesRound, warmUp } from '../measure-sales.ts';
import type { BenchContext, Scenario } from '../scenario.ts';
import { cafeAt, sellInTurn } from '../till.ts';

/** The counter sales of `sale` as REST with JSON, in turn with the same over grpc-web. */
export const saleJson: Scenario = {
  name: 'sale-json',
  about: 'the sales of `sale` as REST with JSON, in turn with the same over grpc-web',
  async run(context) {
    const json = openJsonCaller(context.system.gatewayUrl, context.cafes.cafes.length);
    const grpcWeb = openCaller(context.system.gatewayUrl, context.cafes.cafes.length);
    try {
      const sellByJson = (index: number) => sell(json, context, index);
      await warmUp(context, sellByJson);
      const rounds: SalesRound[] = [];
      const others: SalesRound[] = [];
      for (let n = 0; n < context.rounds; n++) {
        others.push(await measureSales(context, sellInTurn(grpcWeb, context)));
        rounds.push(await measureSales(context, sellByJson));
      }
      return [
        figure(
          'sales',
          '/s',
          rounds.map(({ perSecond }) => perSecond),
          { floor: { what: 'over grpc-web', value: median(others.map(({ perSecond }) => perSecond)) } },
        ),
        figure('CPU of all processes', 'ms/sale', rounds.map(cpuOf), {
          target: { atMost: 1.7 },
          floor: { what: 'over grpc-web', value: median(others.map(cpuOf)) },
        }),
        ...cpuFigures(rounds),
      ];
    } finally {
      json.close();
      grpcWeb.close();
    }
  },
};

async function sell(caller: JsonCaller, context: BenchContext, index: number): Promise<void> {
  const { cafe, till } = cafeAt(context, index);
  const from = { token: await cafe.token(), connection: till };
  const orderId = newId();
  const order = {
    requestId: newId(),
    orderId,
    cafeId: cafe.cafeId,
    kind: 'ORDER_KIND_TAKEAWAY',
    channel: 'ORDER_CHANNEL_COUNTER',
    lines: cafe.lines,
  };
  await caller.call('/api/v1/orders', order, from);
  await caller.call('/api/v1/payments/cash', { requestId: newId(), orderId }, from);
  await caller.call(`/api/v1/orders/${orderId}`, undefined, from);
}
