import { AppFrame } from '@sippy/ui/patterns/app-frame';
import '@sippy/ui/style.css';
import { createText } from '@sippy/ui/text/text';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { posText } from './text/text.ts';

const text = createText(posText);
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <AppFrame text={text} toasts="bar">
        <App />
      </AppFrame>
    </StrictMode>,
  );
}
