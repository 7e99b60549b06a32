import { useToasts } from '@sippy/ui/components/toast';
import { errorSentence } from '@sippy/ui/patterns/error-notice';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Cancelled } from '../till/till.tsx';

/** Something that is asked of the server, one at a time. */
export interface Ask {
  /** Something awaits its answer. */
  busy: boolean;
  /** Of what was asked without a pause, something was refused or given up. */
  failed: boolean;
  /**
   * Runs it when all that was asked before has its answer; says in a toast why it failed. Resolves to whether it was done.
   */
  ask(run: () => Promise<unknown>): Promise<boolean>;
}

/** For buttons whose work the server does. What somebody gave up themselves is no failure to be told. */
export function useAsk(): Ask {
  const { t, i18n } = useTranslation('ui');
  const toasts = useToasts();
  const [{ waiting, failed }, setState] = useState({ waiting: 0, failed: false });
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const ask = useCallback(
    (run: () => Promise<unknown>) => {
      setState((now) => ({ waiting: now.waiting + 1, failed: now.waiting > 0 && now.failed }));
      const done = last.current.then(run).then(
        () => true,
        (error: unknown) => {
          if (!(error instanceof Cancelled))
            toasts.show({ text: errorSentence(error, t, i18n.language), tone: 'danger', forMs: 8000 });
          return false;
        },
      );
      last.current = done;
      return done.then((isDone) => {
        setState((now) => ({ waiting: now.waiting - 1, failed: now.failed || !isDone }));
        return isDone;
      });
    },
    [t, i18n, toasts],
  );
  return useMemo(() => ({ busy: waiting > 0, failed, ask }), [waiting, failed, ask]);
}
