import '@sippy/ui/style.css';
import { createConnection } from '@sippy/ui/connection/connection';
import { createDeviceStore } from '@sippy/ui/device/device';
import { AppFrame } from '@sippy/ui/patterns/app-frame';
import { createText } from '@sippy/ui/text/text';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { useStore } from 'zustand';
import { App } from './app.tsx';
import { createClock, measureOffset } from './live/clock.ts';
import { createSettings } from './settings/settings.ts';
import { createChime } from './sound/chime.ts';
import en from './text/en.json' with { type: 'json' };

const text = createText({
  ns: 'kds',
  resources: { en },
  load: (language) => (language === 'fr' ? import('./text/fr.json') : import('./text/ar.json')),
});
const settings = createSettings(localStorage);
const connection = createConnection();
const clock = createClock();
const device = createDeviceStore(location.origin);
const chime = createChime();
const queries = new QueryClient();

document.documentElement.dataset.theme = settings.getState().theme;
connection.start();
void measureOffset().then(clock.setOffset);

/** Outside of the frame, so that the colours of the kitchen win over those that other screens chose in this browser. */
function Root() {
  const theme = useStore(settings, (each) => each.theme);
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <AppFrame text={text} toasts="above">
      <QueryClientProvider client={queries}>
        <App {...{ device, connection, settings, clock, chime }} />
      </QueryClientProvider>
    </AppFrame>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<Root />);
