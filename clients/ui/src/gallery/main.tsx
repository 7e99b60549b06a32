import '@sippy/ui/style.css';
import { createRoot } from 'react-dom/client';
import { AppFrame } from '../patterns/app-frame.tsx';
import { createText } from '../text/text.ts';
import en from '../text-gallery/en.json' with { type: 'json' };
import { Gallery } from './gallery.tsx';

const text = createText({
  ns: 'gallery',
  resources: { en },
  load: (language) =>
    language === 'fr' ? import('../text-gallery/fr.json') : import('../text-gallery/ar.json'),
});
const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <AppFrame text={text}>
      <Gallery />
    </AppFrame>,
  );
