import { SippyError } from '@sippy/sdk/web';
import { errorSentence } from '@sippy/ui/patterns/error-notice';
import type { i18n } from 'i18next';
import { Cancelled } from '../till/till.tsx';

/** Why a member, or their points, cannot be used now, in plain words; nothing for what somebody gave up themselves. */
export function memberProblem(error: unknown, words: i18n): string {
  if (error instanceof Cancelled) return '';
  const t = words.getFixedT(words.language, 'member');
  if (error instanceof SippyError) {
    const seconds = Math.ceil((error.retryAfterMs ?? 0) / 1000);
    if (error.reason === 'TOO_MANY_REQUESTS' && seconds > 0) return t('problem.WAIT', { count: seconds });
    for (const key of [error.reason, error.code]) {
      const own = key && t(`problem.${key}`, { defaultValue: '' });
      if (own) return own;
    }
  }
  return errorSentence(error, words.getFixedT(words.language, 'ui'), words.language);
}
