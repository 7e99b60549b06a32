import { useCallback, useEffect, useState } from 'react';

/** What the till shows besides the menu and the cart. */
export type View = 'sell' | 'checkout' | 'orders';

/** The view that is shown; the browser's back button closes what is open instead of leaving the till. */
export function useView(): { view: View; open(view: Exclude<View, 'sell'>): void; close(): void } {
  const [view, setView] = useState<View>('sell');
  useEffect(() => {
    // After a reload the sale is shown; what was under way is taken up from what was kept.
    history.replaceState({ view: 'sell' }, '');
    const popped = (event: PopStateEvent) => setView((event.state as { view?: View } | null)?.view ?? 'sell');
    addEventListener('popstate', popped);
    return () => removeEventListener('popstate', popped);
  }, []);
  const open = useCallback((next: Exclude<View, 'sell'>) => {
    history.pushState({ view: next }, '');
    setView(next);
  }, []);
  const close = useCallback(() => {
    setView('sell');
    if ((history.state as { view?: View } | null)?.view !== 'sell') history.back();
  }, []);
  return { view, open, close };
}
