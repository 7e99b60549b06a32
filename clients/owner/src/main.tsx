import '@sippy/ui/style.css';
import { AppFrame } from '@sippy/ui/patterns/app-frame';
import { createText } from '@sippy/ui/text/text';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import en from './text/en.json' with { type: 'json' };

const text = createText({
  ns: 'owner',
  resources: { en },
  load: (language) => (language === 'fr' ? import('./text/fr.json') : import('./text/ar.json')),
});
const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 5_000 } } });
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <AppFrame text={text}>
        <QueryClientProvider client={queries}>
          <App />
        </QueryClientProvider>
      </AppFrame>
    </StrictMode>,
  );
}
