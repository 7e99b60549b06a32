import { Button } from '@sippy/ui/components/button';
import { TextField } from '@sippy/ui/components/text-field';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './page.module.css';

/** Asks for e-mail and password. */
export function SignIn({ onSignIn }: { onSignIn(email: string, password: string): Promise<void> }) {
  const { t } = useTranslation('owner');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setError(undefined);
    await onSignIn(email.trim(), password).catch(setError);
    setBusy(false);
  };
  return (
    <main className={styles.signIn}>
      <h1>{t('title')}</h1>
      <form className={styles.form} noValidate onSubmit={(event) => void send(event)}>
        <ErrorNotice error={error} />
        <TextField
          label={t('signIn.email')}
          type="email"
          autoComplete="username"
          dir="ltr"
          value={email}
          onChange={setEmail}
        />
        <TextField
          label={t('signIn.password')}
          type="password"
          autoComplete="current-password"
          dir="ltr"
          value={password}
          onChange={setPassword}
        />
        <Button variant="primary" type="submit" busy={isBusy}>
          {t('signIn.enter')}
        </Button>
      </form>
    </main>
  );
}
