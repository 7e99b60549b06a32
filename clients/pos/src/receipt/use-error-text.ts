import { errorSentence } from '@sippy/ui/patterns/error-notice';
import { useTranslation } from '@sippy/ui/text/text';
import { Cancelled } from '../till/till.tsx';

/** Makes the sentence for an error; nothing for what somebody gave up themselves. */
export function useErrorText(): (error: unknown) => string {
  const { t, i18n } = useTranslation('ui');
  return (error) => (error instanceof Cancelled ? '' : errorSentence(error, t, i18n.language));
}
