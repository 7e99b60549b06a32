import type { PointsBalance } from '@sippy/proto/web/loyalty/v1/loyalty';
import { useQuery } from '@tanstack/react-query';
import { useTill } from '../till/till.tsx';

const minuteMs = 60_000;

/** What the query of a member's balance is known by, so that whoever changes it can have it asked for again. */
export const balanceKey = (cafeId: string, customerId: string) => ['balance', cafeId, customerId];

/** What a member has in the network of the till's café. */
export function useBalance(customerId: string) {
  const { sippy, cafe } = useTill();
  const { cafeId } = cafe;
  return useQuery({
    queryKey: balanceKey(cafeId, customerId),
    queryFn: async (): Promise<PointsBalance | null> =>
      (await sippy.loyalty.getBalance({ cafeId, customerId })).balances[0] ?? null,
    staleTime: minuteMs,
    retry: 1,
  });
}
