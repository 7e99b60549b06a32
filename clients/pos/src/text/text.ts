import type { TextSource } from '@sippy/ui/text/text';
import en from './en.json' with { type: 'json' };

/** Words of the till; those of paying and of orders come with these parts. */
export const posText: TextSource = {
  ns: 'pos',
  resources: { en },
  load: (language) => (language === 'fr' ? import('./fr.json') : import('./ar.json')),
};
