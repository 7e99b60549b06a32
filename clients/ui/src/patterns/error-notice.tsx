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
 * The sentence for an error: the server's own, which knows the facts, where it is written for a person and the reader's
 * language is the server's; else the catalogue's for its reason, else for its code. `t` is of the namespace `ui`.
 */
export function errorSentence(error: unknown, t: TFunction<'ui'>, language: string): string {
  if (!(error instanceof SippyError)) return t('error.code.UNKNOWN');
  const { code, reason, message } = error;
  if (reason && !forPrograms.has(reason) && message && language.startsWith('en')) return message;
  const byCode = t(`error.code.${code}`, { defaultValue: t('error.code.UNKNOWN') });
  return reason ? t(`error.reason.${reason}`, { defaultValue: byCode }) : byCode;
}

/** Reasons whose message names ids, permissions or fields of the API. */
const forPrograms: ReadonlySet<string> = new Set([
  'ALREADY_EXISTS',
  'CANCELLED',
  'CONFLICT',
  'CURRENCY_MISMATCH',
  'DEADLINE_EXCEEDED',
  'DEVICE_REQUIRED',
  'ILLEGAL_MOVE',
  'INTERNAL',
  'INVALID_FIELD',
  'MALFORMED_REQUEST',
  'MODIFIER_COUNT',
  'NOT_FOUND',
  'NOT_ON_MENU',
  'PAGE_TOKEN_INVALID',
  'PERMISSION_MISSING',
  'REQUEST_ID_REUSED',
  'REQUEST_TOO_LARGE',
  'SIGN_IN_REQUIRED',
  'STALE_VERSION',
  'TOKEN_INVALID',
  'TOO_MANY_REQUESTS',
  'UNAVAILABLE',
  'UNKNOWN_METHOD',
]);
