import MonitorSmartphone from 'lucide-react/icons/monitor-smartphone';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { TextField } from '../components/text-field.tsx';
import type { DeviceStore } from '../device/device.ts';
import { ErrorNotice } from './error-notice.tsx';
import { LanguageAndTheme } from './language-and-theme.tsx';
import styles from './pair-screen.module.css';

/**
 * Asks for the code that pairs this browser with a café. `appName` is what it will be,
 * such as "Till", in the reader's language.
 */
export function PairScreen({ store, appName }: { store: DeviceStore; appName: string }) {
  const { t } = useTranslation('ui');
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const complete = plainCode(code).length === codeLength;
  const pair = async (event: FormEvent) => {
    event.preventDefault();
    if (!complete || busy) return;
    setBusy(true);
    setError(undefined);
    await store.pair(plainCode(code)).catch(setError);
    setBusy(false);
  };
  return (
    <main className={styles.screen}>
      <form ref={form} className={styles.card} onSubmit={pair}>
        <span className={styles.icon}>
          <MonitorSmartphone aria-hidden />
        </span>
        <div>
          <p className={styles.app}>{appName}</p>
          <h1 className={styles.title}>{t('pair.title')}</h1>
        </div>
        <p className={styles.how}>{t('pair.how')}</p>
        <TextField
          label={t('pair.code')}
          className={styles.code ?? ''}
          value={code}
          onChange={(text) => setCode(shownCode(text))}
          placeholder="K7QF-2M9X"
          autoCapitalize="characters"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          dir="ltr"
          disabled={busy}
        />
        <ErrorNotice error={error} />
        <Button type="submit" variant="primary" size="l" wide busy={busy} disabled={!complete}>
          {t('pair.submit')}
        </Button>
      </form>
      <LanguageAndTheme />
    </main>
  );
}

const codeLength = 8;

function plainCode(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, codeLength);
}

/** With its hyphen, as it is read out: K7QF-2M9X. */
function shownCode(text: string): string {
  const plain = plainCode(text);
  return plain.length > 4 ? `${plain.slice(0, 4)}-${plain.slice(4)}` : plain;
}
