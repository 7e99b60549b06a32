/** The kitchen display: paired or not, by itself or with somebody of the kitchen signed in. */
import { DeviceKind } from '@sippy/proto/web/auth/v1/auth';
import type { Connection } from '@sippy/ui/connection/connection';
import type { DeviceStore } from '@sippy/ui/device/device';
import { lazy, Suspense, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { KitchenScreen } from './kitchen-screen.tsx';
import type { Clock } from './live/clock.ts';
import type { SettingsStore } from './settings/settings.ts';
import type { SignedIn } from './sign-in/staff-sign-in.tsx';
import type { Chime } from './sound/chime.ts';

/** A display is paired once and then only shows the kitchen. */
const PairScreen = lazy(async () => ({
  default: (await import('@sippy/ui/patterns/pair-screen')).PairScreen,
}));
const StaffSignIn = lazy(async () => ({
  default: (await import('./sign-in/staff-sign-in.tsx')).StaffSignIn,
}));

/** What there is one of a page. */
export interface AppProps {
  device: DeviceStore;
  connection: Connection;
  settings: SettingsStore;
  clock: Clock;
  chime: Chime;
}

/** Shows what comes next: pairing, signing in, or the kitchen. */
export function App({ device, ...page }: AppProps) {
  const { t } = useTranslation('kds');
  const state = useSyncExternalStore(device.subscribe, device.state);
  const [staff, setStaff] = useState<SignedIn>();
  if (!state.paired) {
    return (
      <Suspense>
        <PairScreen store={device} appName={t('appName')} />
      </Suspense>
    );
  }
  const { name, cafeId, kind } = state.device;
  if (kind === DeviceKind.KITCHEN_DISPLAY) {
    return (
      <KitchenScreen
        {...page}
        sippy={device.sippy}
        cafeId={cafeId}
        deviceName={name}
        onLeave={device.forget}
      />
    );
  }
  if (!staff) {
    return (
      <Suspense>
        <StaffSignIn device={device.sippy} deviceName={name} onSignedIn={setStaff} />
      </Suspense>
    );
  }
  const signOut = () => {
    void staff.sippy.signOut().catch(() => {});
    setStaff(undefined);
  };
  return (
    <KitchenScreen
      {...page}
      sippy={staff.sippy}
      cafeId={cafeId}
      deviceName={name}
      staffName={staff.name}
      onLeave={signOut}
    />
  );
}
