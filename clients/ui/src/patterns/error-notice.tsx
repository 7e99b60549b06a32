import { SippyError } from '@sippy/sdk/web';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Banner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';

/** What went wrong and what to do, with a button to try again where that may help. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const { t, i18n } = useTranslation('ui');
  if (!error) return null;
  return (
    <Banner
      tone="danger"
      role="alert"
      action={onRetry && <Button onClick={onRetry}>{t('error.retry')}</Button>}
    >
      {errorSentence(error, t, i18n.language)}
    </Banner>
  );
}

/**
 * The sentence for an error: the catalogue's for its reason, else the server's own where the reader's language is the
 * server's, else the catalogue's for its code. `t` is of the namespace `ui`.
 */
export function errorSentence(error: unknown, t: TFunction<'ui'>, language: string): string {
  if (!(error instanceof SippyError)) return t('error.code.UNKNOWN');
  const byReason = error.reason && t(`error.reason.${error.reason}`, { ...error.metadata, defaultValue: '' });
  if (byReason) return byReason;
  if (ofServer.has(error.code) && error.message && language.startsWith('en')) return error.message;
  return t(`error.code.${error.code}`, { defaultValue: t('error.code.UNKNOWN') });
}

/** Codes whose message a service has written for a person. */
const ofServer: ReadonlySet<string> = new Set([
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'RESOURCE_EXHAUSTED',
]);
