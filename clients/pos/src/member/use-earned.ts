import { EntrySetKind } from '@sippy/proto/web/loyalty/v1/points';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTill } from '../till/till.tsx';
import { balanceKey } from './use-balance.ts';
import { tierKey } from './use-tier.ts';

/** What an order has earned, and what its member has now. */
export interface Earned {
  readonly points: bigint;
  readonly balance: bigint;
}

const everyMs = 1_000;
const mostTries = 15;

/** What a paid order has earned; undefined until it is known. Points follow a payment by a moment; an order may earn none. */
export function useEarned(customerId: string | undefined, orderId: string): Earned | undefined {
  const { sippy, cafe } = useTill();
  const { cafeId } = cafe;
  const known = useQueryClient();
  const { data } = useQuery({
    queryKey: ['earned', orderId, customerId],
    queryFn: async (): Promise<Earned | null> => {
      const who = { cafeId, customerId: customerId ?? '' };
      const { entries } = await sippy.loyalty.listPointsHistory({ ...who, page: { pageSize: 20 } });
      const earned = entries.filter((one) => one.orderId === orderId && one.kind === EntrySetKind.EARN);
      if (earned.length === 0) return null;
      const { balances } = await sippy.loyalty.getBalance(who);
      known.setQueryData(balanceKey(cafeId, who.customerId), balances[0] ?? null);
      void known.invalidateQueries({ queryKey: tierKey(cafeId, who.customerId) });
      const points = earned.reduce((sum, one) => sum + one.points, 0n);
      return { points, balance: balances[0]?.points ?? 0n };
    },
    enabled: Boolean(customerId),
    refetchInterval: ({ state }) => (state.data || state.dataUpdateCount >= mostTries ? false : everyMs),
    retry: 1,
    staleTime: everyMs,
  });
  return data ?? undefined;
}
