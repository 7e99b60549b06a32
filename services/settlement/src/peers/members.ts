import type { OnBehalf } from '@sippy/kit/client';
import type { ServiceHost } from '@sippy/kit/service';
import { LoyaltyServiceDefinition } from '@sippy/proto/loyalty/v1/loyalty_service';
import { firstDay, nextMonth } from '../domain/month.ts';
import type { ReturningMembers } from '../domain/points-report.ts';

/** Members of points programmes, as numbers: who they are stays with loyalty. */
export interface Members {
  /** How many came back to each café of a network in a month; cafés without any are left out. */
  returning(networkId: string, month: string, on: OnBehalf): Promise<readonly ReturningMembers[]>;
}

/** Members of the loyalty service. */
export function membersPeer(host: Pick<ServiceHost, 'peer'>): Members {
  const peer = host.peer(LoyaltyServiceDefinition);
  return {
    async returning(networkId, month, on) {
      const days = { fromDay: firstDay(month), untilDay: firstDay(nextMonth(month)) };
      return (await peer.countReturningMembers({ networkId, ...days }, on)).cafes;
    },
  };
}
