import { useToasts } from '@sippy/ui/components/toast';
import { errorSentence } from '@sippy/ui/patterns/error-notice';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Does something at the server and has all that is shown asked for again; says in a toast why it failed. */
export function useAct(): { isBusy: boolean; act(work: () => Promise<unknown>): Promise<boolean> } {
  const { t, i18n } = useTranslation('ui');
  const { show } = useToasts();
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  return {
    isBusy,
    async act(work) {
      setBusy(true);
      try {
        await work();
        return true;
      } catch (error) {
        show({ text: errorSentence(error, t, i18n.language), tone: 'danger', forMs: 10_000 });
        return false;
      } finally {
        setBusy(false);
        await queries.invalidateQueries();
      }
    },
  };
}
