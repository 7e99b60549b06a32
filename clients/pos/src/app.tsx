import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { deviceStore } from './till/device.ts';
import { queryClient } from './till/kept-query.ts';
import { TillRoot } from './till/till-root.tsx';

const PairScreen = lazy(async () => ({
  default: (await import('@sippy/ui/patterns/pair-screen')).PairScreen,
}));

/** The till: paired once, then sold on. */
export function App() {
  const { t } = useTranslation('pos');
  const state = useSyncExternalStore(deviceStore.subscribe, deviceStore.state);
  if (!state.paired) {
    return (
      <Suspense fallback={null}>
        <PairScreen store={deviceStore} appName={t('app.name')} />
      </Suspense>
    );
  }
  return (
    <QueryClientProvider client={queryClient}>
      <TillRoot key={state.device.deviceId} device={state.device} />
    </QueryClientProvider>
  );
}
