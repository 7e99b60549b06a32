import { addText, type TextSource, useTranslation } from '@sippy/ui/text/text';
import en from './en.json' with { type: 'json' };

/** Words of paying, of orders and of what is sold out. */
export const checkoutText: TextSource = {
  ns: 'checkout',
  resources: { en },
  load: (language) => (language === 'fr' ? import('./fr.json') : import('./ar.json')),
};

// Parts with these words are loaded when they are first needed; the words come with them.
void addText(checkoutText);

/** The words, and the language that they are in. */
export function useCheckoutText() {
  const { t, i18n } = useTranslation('checkout');
  return { t, language: i18n.language };
}
