/** What the board needs to know of its café and is not in the stream: asked for at the start and now and then. */
import type { PrepTime, Station } from '@sippy/proto/web/kitchen/v1/kitchen';
import type { Sippy } from '@sippy/sdk/web';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { thresholdsOf } from '../tickets/age.ts';

const noStations: readonly Station[] = [];
const noTimes: readonly PrepTime[] = [];
const minuteMs = 60_000;

/** Stations in their order, when their tickets are due, and the café's zone (the browser's until it is known). */
export function useCafeFacts(sippy: Sippy, cafeId: string) {
  const { data: stations = noStations } = useQuery({
    queryKey: ['stations', cafeId],
    queryFn: async ({ signal }) => (await sippy.kitchen.listStations({ cafeId }, { signal })).stations,
    refetchInterval: minuteMs,
  });
  const { data: prepTimes = noTimes } = useQuery({
    queryKey: ['prep-times', cafeId],
    queryFn: async ({ signal }) => (await sippy.kitchen.getPrepTimes({ cafeId }, { signal })).prepTimes,
    refetchInterval: 15 * minuteMs,
  });
  const { data: zone = Intl.DateTimeFormat().resolvedOptions().timeZone } = useQuery({
    queryKey: ['zone', cafeId],
    queryFn: async ({ signal }) => (await sippy.cafe.getCafe({ cafeId }, { signal })).cafe?.timeZone,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const thresholds = useMemo(() => thresholdsOf(prepTimes), [prepTimes]);
  return { stations, thresholds, zone };
}
