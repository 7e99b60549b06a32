import { makeMembers } from '../bench-members.ts';
import { figure, median } from '../figures.ts';
import { openCaller } from '../grpc-web-caller.ts';
import { cpuFigures, cpuOf, measureSales, type SalesRound, warmUp } from '../measure-sales.ts';
import type { Scenario } from '../scenario.ts';
import { cafeAt, sellAt, sellInTurn } from '../till.ts';

const memberCount = 500;

/** What points cost a sale: members buy and earn, in turn with guests who do not. */
export const earn: Scenario = {
  name: 'earn',
  about:
    'the sales of `sale` by members who earn points, posted and in the journal, in turn with the same by guests',
  async run(context) {
    const members = await makeMembers(context.cafes, memberCount);
    const caller = openCaller(context.system.gatewayUrl, context.cafes.cafes.length);
    try {
      const toGuest = sellInTurn(caller, context);
      const toMember = (index: number) => {
        const { cafe, till } = cafeAt(context, index);
        return sellAt(caller, cafe, till, members[index % members.length]);
      };
      await warmUp(context, toGuest);
      await warmUp(context, toMember);
      const guests: SalesRound[] = [];
      const earning: SalesRound[] = [];
      for (let n = 0; n < context.rounds; n++) {
        guests.push(await measureSales(context, toGuest));
        earning.push(await measureSales(context, toMember));
      }
      const ofGuests = (of: (round: SalesRound) => number) => median(guests.map(of));
      const guestCpu = ofGuests(cpuOf);
      return [
        figure(
          'sales to members',
          '/s',
          earning.map(({ perSecond }) => perSecond),
          { floor: { what: 'to guests', value: ofGuests(({ perSecond }) => perSecond) } },
        ),
        figure(
          'CPU that earning adds, all processes',
          'ms/sale',
          earning.map((round) => cpuOf(round) - guestCpu),
          { target: { atMost: 0.25 } },
        ),
        ...cpuFigures(earning, { what: 'to guests', rounds: guests }),
        figure(
          'SQL statements',
          '/sale',
          earning.map(({ statements }) => statements),
          { floor: { what: 'to guests', value: ofGuests(({ statements }) => statements) } },
        ),
      ];
    } finally {
      caller.close();
    }
  },
};
