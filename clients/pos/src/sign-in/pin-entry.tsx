import type { DeviceStaff } from '@sippy/proto/web/auth/v1/auth';
import { SippyError } from '@sippy/sdk/web';
import { NumberPad } from '@sippy/ui/components/number-pad';
import { errorSentence } from '@sippy/ui/patterns/error-notice';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './pin-entry.module.css';
import { knownPinLength, pinBounds, rememberPinLength } from './pin-length.ts';
import { keepStrayEnter, type StrayEnter } from './stray-enter.ts';

/** Whose PIN is asked for, and what it is for. */
export interface PinEntryProps {
  /** Nobody until somebody is chosen. */
  staff: DeviceStaff | undefined;
  /** Takes the PIN; rejects if it is wrong. */
  signIn(pin: string): Promise<void>;
  /** What to say about an error of the caller's own; undefined leaves it to the usual words. */
  sentence?(error: unknown): string | undefined;
}

/** A PIN, by touch or by keyboard. Once its length is known the last digit signs in. */
export function PinEntry({ staff, signIn, sentence }: PinEntryProps) {
  const { t } = useTranslation('pos');
  const [pin, setPin] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const told = usePinError(error, sentence);
  const disabled = !staff?.hasPin || staff.pinLocked;

  const submit = async (entered: string, stray?: StrayEnter) => {
    if (!staff || busy || entered.length < pinBounds.least) return;
    setBusy(true);
    setError(undefined);
    try {
      await signIn(entered);
      stray?.signedIn();
      rememberPinLength(staff.staffId, entered.length);
    } catch (failure) {
      stray?.end();
      // It may have another length now.
      rememberPinLength(staff.staffId, undefined);
      setPin('');
      setError(failure);
    }
    setBusy(false);
  };
  const press = (digit: string) => {
    if (busy || !staff || pin.length >= pinBounds.most) return;
    const next = pin + digit;
    setPin(next);
    setError(undefined);
    if (next.length === knownPinLength(staff.staffId)) void submit(next, keepStrayEnter());
  };
  const blocked = staff && disabled ? t(staff.pinLocked ? 'signIn.locked' : 'signIn.noPin') : undefined;
  return (
    <div className={styles.entry}>
      <p className={styles.who} aria-live="polite">
        {staff ? t('signIn.pinOf', { name: staff.name }) : t('signIn.choose')}
      </p>
      <p
        className={styles.dots}
        role="img"
        aria-label={t('signIn.digits', { count: pin.length })}
        data-busy={busy || undefined}
      >
        {Array.from({ length: Math.max(pinBounds.least, pin.length) }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: dots have nothing but their place
          <span key={i} className={styles.dot} data-set={i < pin.length || undefined} />
        ))}
      </p>
      <p className={styles.error} role="alert">
        {told ?? blocked}
      </p>
      <NumberPad
        label={t('signIn.pad')}
        disabled={disabled}
        onDigit={press}
        onErase={() => setPin(pin.slice(0, -1))}
        onSubmit={() => void submit(pin)}
      />
    </div>
  );
}

function usePinError(error: unknown, sentence?: PinEntryProps['sentence']): string | undefined {
  const { t } = useTranslation('pos');
  const { t: tUi, i18n } = useTranslation('ui');
  if (error === undefined) return undefined;
  const own = sentence?.(error);
  if (own) return own;
  const reason = error instanceof SippyError ? error.reason : '';
  if (reason === 'PIN_LOCKED') return t('signIn.locked');
  // In English the server also says how many tries are left.
  if (reason === 'PIN_INVALID' && !i18n.language.startsWith('en')) return t('signIn.wrong');
  return errorSentence(error, tUi, i18n.language);
}
