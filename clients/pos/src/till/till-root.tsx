import { Spinner } from '@sippy/ui/components/spinner';
import type { KnownDevice } from '@sippy/ui/device/device';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { menuQuery } from '../menu/load-menu.ts';
import { SignInScreen } from '../sign-in/sign-in-screen.tsx';
import { cafeQuery, rolesQuery } from './cafe.ts';
import { connection } from './device.ts';
import { type StaffSession, signInByPin } from './staff-session.ts';
import styles from './till-root.module.css';

// Comes while somebody enters their PIN, so that the first screen is there sooner.
const loadTill = () => import('./signed-in-till.tsx');
const SignedInTill = lazy(async () => ({ default: (await loadTill()).SignedInTill }));

/** The till of a paired device: who is signed in, or the screen on which one signs in. */
export function TillRoot({ device }: { device: KnownDevice }) {
  const [session, setSession] = useState<StaffSession>();
  const [lastStaffId, setLastStaffId] = useState('');
  const cafe = useQuery(cafeQuery(device.cafeId));
  const roles = useQuery(rolesQuery());
  const menu = useQuery(menuQuery(device.cafeId));
  useEffect(() => {
    connection.start();
    void loadTill();
    return () => connection.stop();
  }, []);

  const needed = [cafe, roles, menu];
  if (!cafe.data || !roles.data || (session && !menu.data)) {
    const error = needed.find((query) => query.data === undefined && query.error)?.error;
    const retry = () => {
      for (const query of needed) void query.refetch();
    };
    return (
      <main className={styles.waiting}>
        {error ? <ErrorNotice error={error} onRetry={retry} /> : <Spinner />}
      </main>
    );
  }
  const end = () => {
    session?.end();
    setSession(undefined);
  };
  if (!session) {
    return (
      <SignInScreen
        cafeName={cafe.data.name}
        zone={cafe.data.timeZone}
        deviceId={device.deviceId}
        lastStaffId={lastStaffId}
        signIn={async (staffId, pin) => {
          const next = await signInByPin(staffId, pin, () => setSession(undefined));
          setLastStaffId(staffId);
          setSession(next);
        }}
      />
    );
  }
  return (
    <Suspense
      fallback={
        <main className={styles.waiting}>
          <Spinner />
        </main>
      }
    >
      <SignedInTill
        key={session.staff.staffId}
        session={session}
        device={device}
        cafe={cafe.data}
        roles={roles.data}
        onEnd={end}
      />
    </Suspense>
  );
}
