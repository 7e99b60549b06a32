import { addText, type TextSource, useTranslation } from '@sippy/ui/text/text';
import en from './en.json' with { type: 'json' };

/** Words of members and their points. */
const memberText: TextSource = {
  ns: 'member',
  resources: { en },
  load: (language) => (language === 'fr' ? import('./fr.json') : import('./ar.json')),
};

/** Resolves when the words are there, in the language that is spoken. */
export const memberWords = addText(memberText);

/** The words, and the language that they are in. */
export function useMemberText() {
  const { t, i18n } = useTranslation('member');
  return { t, language: i18n.language, words: i18n };
}
