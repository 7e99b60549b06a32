/** On a browser that is a till: who is in the kitchen. Their session lives in memory, so a reload asks again. */
import type { DeviceStaff } from '@sippy/proto/web/auth/v1/auth';
import { connect, type Sippy } from '@sippy/sdk/web';
import { Button } from '@sippy/ui/components/button';
import { EmptyState } from '@sippy/ui/components/empty-state';
import { List, ListRow } from '@sippy/ui/components/list';
import { NumberPad } from '@sippy/ui/components/number-pad';
import { Spinner } from '@sippy/ui/components/spinner';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './staff-sign-in.module.css';

/** Who signed in, and calls as them. */
export interface SignedIn {
  readonly sippy: Sippy;
  readonly name: string;
}

/** Asks for a name and its PIN. */
export function StaffSignIn(props: {
  /** Calls as the device. */
  device: Sippy;
  deviceName: string;
  onSignedIn(staff: SignedIn): void;
}) {
  const { device, deviceName, onSignedIn } = props;
  const { t } = useTranslation('kds');
  const [staff, setStaff] = useState<DeviceStaff>();
  return (
    <main className={styles.screen}>
      <div className={styles.card}>
        <h1 className={styles.title}>{t('signIn.title')}</h1>
        <p className={styles.till}>{t('signIn.till', { name: deviceName })}</p>
        {staff ? (
          <Pin device={device} staff={staff} onSignedIn={onSignedIn} onBack={() => setStaff(undefined)} />
        ) : (
          <Names device={device} onChoose={setStaff} />
        )}
      </div>
    </main>
  );
}

function Names({ device, onChoose }: { device: Sippy; onChoose(staff: DeviceStaff): void }) {
  const { t } = useTranslation('kds');
  const { data, error, refetch } = useQuery({
    queryKey: ['device-staff'],
    queryFn: async ({ signal }) => (await device.device.listDeviceStaff({}, { signal })).staff,
  });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Spinner label={t('signIn.loading')} />;
  if (!data.some(({ hasPin }) => hasPin)) return <EmptyState title={t('signIn.empty')} />;
  return (
    <List label={t('signIn.title')}>
      {data.map((staff) => (
        <ListRow
          key={staff.staffId}
          title={staff.name}
          detail={staff.pinLocked ? t('signIn.locked') : staff.hasPin ? undefined : t('signIn.noPin')}
          disabled={!staff.hasPin || staff.pinLocked}
          onPress={() => onChoose(staff)}
        />
      ))}
    </List>
  );
}

const longestPin = 8;

function Pin(props: {
  device: Sippy;
  staff: DeviceStaff;
  onSignedIn(staff: SignedIn): void;
  onBack(): void;
}) {
  const { device, staff, onSignedIn, onBack } = props;
  const { t } = useTranslation('kds');
  const [pin, setPin] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const submit = async () => {
    if (pin === '' || busy) return;
    setBusy(true);
    setError(undefined);
    try {
      const { tokens } = await device.device.signInWithPin({ staffId: staff.staffId, pin });
      const sippy = connect({ url: location.origin });
      sippy.session.use(tokens);
      onSignedIn({ sippy, name: staff.name });
    } catch (failure) {
      setError(failure);
      setPin('');
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.pin}>
      <p id="pin-of" className={styles.name}>
        {t('signIn.pin', { name: staff.name })}
      </p>
      <output className={styles.dots} aria-labelledby="pin-of">
        {'•'.repeat(pin.length)}
      </output>
      <div className={styles.error}>
        <ErrorNotice error={error} />
      </div>
      <div className={styles.pad}>
        <NumberPad
          label={t('signIn.pin', { name: staff.name })}
          disabled={busy}
          onDigit={(digit) => setPin((typed) => (typed + digit).slice(0, longestPin))}
          onErase={() => setPin((typed) => typed.slice(0, -1))}
          onSubmit={() => void submit()}
        />
      </div>
      <Button variant="quiet" onClick={onBack}>
        {t('signIn.back')}
      </Button>
    </div>
  );
}
