import { QueryClient, queryOptions } from '@tanstack/react-query';
import { keepAsText, readKept } from '../cart/keep.ts';

/** What has been read from the server, for all views of the till. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: 2, refetchOnWindowFocus: false, structuralSharing: false, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});

/** A question whose last answer this browser keeps, so that the till starts with it at once and asks again behind it. */
export function keptQuery<T>(name: string, load: () => Promise<T>, staleTime: number) {
  const key = `sippy.kept.${name}`;
  return queryOptions({
    queryKey: [name],
    queryFn: async () => {
      const answer = await load();
      localStorage.setItem(key, keepAsText(answer));
      return answer;
    },
    initialData: () => readAnswer<T>(key),
    initialDataUpdatedAt: 0,
    staleTime,
    gcTime: Number.POSITIVE_INFINITY,
  });
}

function readAnswer<T>(key: string): T | undefined {
  try {
    return (readKept(localStorage.getItem(key) ?? 'null') as T | null) ?? undefined;
  } catch {
    return undefined;
  }
}
