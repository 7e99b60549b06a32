import '@sippy/ui/style.css';
import { createRoot } from 'react-dom/client';
import { AppFrame } from '../patterns/app-frame.tsx';
import { LanguageAndTheme } from '../patterns/language-and-theme.tsx';
import { createText } from '../text/text.ts';

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <AppFrame text={createText()}>
      <LanguageAndTheme />
    </AppFrame>,
  );
