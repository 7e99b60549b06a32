import { figure, median } from '../figures.ts';
import { openCaller } from '../grpc-web-caller.ts';
import { measureSales, type SalesRound, warmUp } from '../measure-sales.ts';
import type { Scenario } from '../scenario.ts';
import { cafeAt, sellAt, sellInTurn } from '../till.ts';

const tills = 50;

/** All sales at one café: numbers, tickets and sums must have no row that everyone waits for. */
export const hotShop: Scenario = {
  name: 'hot-shop',
  about: 'all sales of `sale` at one café, over as many connections, in turn with the same at 50 cafés',
  async run(context) {
    const caller = openCaller(context.system.gatewayUrl, tills);
    try {
      const { cafe } = cafeAt(context, 0);
      const sellHot = (index: number) => sellAt(caller, cafe, index % tills);
      await warmUp(context, sellHot);
      const hot: SalesRound[] = [];
      const spread: SalesRound[] = [];
      for (let n = 0; n < context.rounds; n++) {
        spread.push(await measureSales(context, sellInTurn(caller, context)));
        hot.push(await measureSales(context, sellHot));
      }
      const everywhere = median(spread.map(({ perSecond }) => perSecond));
      const rates = hot.map(({ perSecond }) => perSecond);
      return [
        figure('sales', '/s', rates, { floor: { what: 'at 50 cafés', value: everywhere } }),
        figure(
          'share of the rate at 50 cafés',
          '%',
          rates.map((rate) => (rate / everywhere) * 100),
          { target: { atLeast: 80 } },
        ),
        figure(
          'drain after the load',
          's',
          hot.map(({ drainSeconds }) => drainSeconds),
          { floor: { what: 'at 50 cafés', value: median(spread.map(({ drainSeconds }) => drainSeconds)) } },
        ),
      ];
    } finally {
      caller.close();
    }
  },
};
