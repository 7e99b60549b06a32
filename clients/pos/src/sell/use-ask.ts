import { useToasts } from '@sippy/ui/components/toast';
import { errorSentence } from '@sippy/ui/patterns/error-notice';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Cancelled } from '../till/till.tsx';

/** Something that is asked of the server, one at a time. */
export interface Ask {
  busy: boolean;
  /** Runs it; says in a toast why it failed. Resolves to whether it was done. */
  ask(run: () => Promise<unknown>): Promise<boolean>;
}

/** For buttons whose work the server does. What somebody gave up themselves is no failure to be told. */
export function useAsk(): Ask {
  const { t, i18n } = useTranslation('ui');
  const toasts = useToasts();
  const [busy, setBusy] = useState(false);
  const ask = useCallback(
    async (run: () => Promise<unknown>) => {
      setBusy(true);
      try {
        await run();
        return true;
      } catch (error) {
        if (!(error instanceof Cancelled))
          toasts.show({ text: errorSentence(error, t, i18n.language), tone: 'danger', forMs: 8000 });
        return false;
      } finally {
        setBusy(false);
      }
    },
    [t, i18n, toasts],
  );
  return useMemo(() => ({ busy, ask }), [busy, ask]);
}
