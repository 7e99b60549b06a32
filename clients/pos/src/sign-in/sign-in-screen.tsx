import { IconButton } from '@sippy/ui/components/icon-button';
import { ConnectionBanner } from '@sippy/ui/patterns/connection-banner';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { useQuery } from '@tanstack/react-query';
import Settings from 'lucide-react/icons/settings';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { staffQuery } from '../till/cafe.ts';
import { connection } from '../till/device.ts';
import { PinEntry } from './pin-entry.tsx';
import styles from './sign-in-screen.module.css';
import { StaffNames } from './staff-names.tsx';

const SettingsDialog = lazy(async () => ({
  default: (await import('../settings/settings-dialog.tsx')).SettingsDialog,
}));

/** What the screen shows and calls. */
export interface SignInScreenProps {
  cafeName: string;
  zone: string;
  deviceId: string;
  /** Who was signed in last: chosen already, so that only a PIN is missing. */
  lastStaffId: string;
  /** Signs in; rejects if the PIN is wrong. */
  signIn(staffId: string, pin: string): Promise<void>;
}

/** Who sells: a name, then a PIN. */
export function SignInScreen({ cafeName, zone, deviceId, lastStaffId, signIn }: SignInScreenProps) {
  const { t } = useTranslation('pos');
  const { data: staff = [], error, refetch } = useQuery(staffQuery(deviceId));
  const [staffId, setStaffId] = useState(lastStaffId);
  const [inSettings, setInSettings] = useState(false);
  const chosen = staff.find((one) => one.staffId === staffId);
  return (
    <main className={styles.screen}>
      <header className={styles.header}>
        <h1>{cafeName}</h1>
        <IconButton
          label={t('settings.title')}
          icon={<Settings aria-hidden />}
          onClick={() => setInSettings(true)}
        />
      </header>
      <ConnectionBanner connection={connection} stillWorks={t('signIn.offline')} zone={zone} />
      {error && staff.length === 0 ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      <div className={styles.columns}>
        <section className={styles.staff} aria-labelledby="who-sells">
          <h2 id="who-sells" className={styles.question}>
            {t('signIn.who')}
          </h2>
          <StaffNames staff={staff} selectedId={staffId} onSelect={setStaffId} />
        </section>
        <section className={styles.pin}>
          <PinEntry key={staffId} staff={chosen} signIn={(pin) => signIn(staffId, pin)} />
        </section>
      </div>
      <Suspense fallback={null}>
        {inSettings && <SettingsDialog open onOpenChange={setInSettings} />}
      </Suspense>
    </main>
  );
}
