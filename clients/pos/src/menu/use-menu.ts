import { useQuery } from '@tanstack/react-query';
import { useTill } from '../till/till.tsx';
import { type LoadedMenu, menuQuery } from './load-menu.ts';
import { loadPopular } from './popular.ts';

const hourMs = 3_600_000;

/** The menu as it is now, and how to ask for it at once, such as after something went off sale here. */
export interface UsedMenu extends LoadedMenu {
  refresh(): Promise<unknown>;
}

/** The café's menu; only where a first one is there, which the till waits for. */
export function useMenu(): UsedMenu {
  const { cafe } = useTill();
  const { data, refetch } = useQuery(menuQuery(cafe.cafeId));
  if (!data) throw new Error('the menu is shown before it is there');
  return { ...data, refresh: refetch };
}

/** Ids of what sells most at this hour; none until it is known. Asked once an hour, so that tiles keep their places. */
export function usePopular(): readonly string[] {
  const { sippy, cafe } = useTill();
  const hour = Math.floor(Date.now() / hourMs);
  const { data } = useQuery({
    queryKey: ['popular', cafe.cafeId, hour],
    queryFn: () => loadPopular(sippy, cafe.cafeId),
    staleTime: hourMs,
    placeholderData: (before: readonly string[] | undefined) => before,
  });
  return data ?? nothing;
}

const nothing: readonly string[] = [];
