import type { MemberTier } from '@sippy/proto/web/loyalty/v1/tier';
import { useQuery } from '@tanstack/react-query';
import { useTill } from '../till/till.tsx';

const minuteMs = 60_000;

/** What the query of a member's tier is known by. */
export const tierKey = (cafeId: string, customerId: string) => ['tier', cafeId, customerId];

/** The tier of a member in the network of the till's café; null where there are none. */
export function useTier(customerId: string) {
  const { sippy, cafe } = useTill();
  const { cafeId } = cafe;
  return useQuery({
    queryKey: tierKey(cafeId, customerId),
    queryFn: async (): Promise<MemberTier | null> =>
      (await sippy.loyalty.getTiers({ cafeId, customerId })).tiers[0] ?? null,
    staleTime: minuteMs,
    retry: 1,
  });
}
