/** Every word that is shown or spoken: catalogues by namespace, English at once, the others when they are chosen. */
import { createInstance, type i18n, type ReadCallback } from 'i18next';
import { getI18n, initReactI18next } from 'react-i18next';
import en from './en.json' with { type: 'json' };
import { directionOf, type Language, languages } from './languages.ts';

export { useTranslation } from 'react-i18next';
export { directionOf, type Language, languageNames, languages } from './languages.ts';

/** Words nested by screen. */
export interface Words {
  readonly [key: string]: string | Words;
}

const storageKey = 'sippy.language';

/** Words of one namespace: `resources.en` is in the bundle, `load` fetches another language's when it is chosen. */
export interface TextSource {
  ns: string;
  resources: { en: Words };
  load(language: Exclude<Language, 'en'>): Promise<Words | { default: Words }>;
}

const ownWords: TextSource = {
  ns: 'ui',
  resources: { en },
  load: (language) => (language === 'fr' ? import('./fr.json') : import('./ar.json')),
};

const sources = new Map<string, TextSource>();

/**
 * Makes the texts of a client and begins to load the language that this browser has chosen. Usable at once, in English;
 * AppFrame waits for the chosen language.
 */
export function createText(...own: TextSource[]): i18n {
  const all = [ownWords, ...own];
  for (const source of all) sources.set(source.ns, source);
  const text = createInstance();
  text.on('languageChanged', showLanguage);
  void text
    .use({ type: 'backend', init() {}, read })
    .use(initReactI18next)
    .init({
      lng: chosenLanguage(),
      fallbackLng: 'en',
      supportedLngs: [...languages],
      ns: all.map(({ ns }) => ns),
      defaultNS: own[0]?.ns ?? 'ui',
      resources: { en: Object.fromEntries(all.map(({ ns, resources }) => [ns, resources.en])) },
      partialBundledLanguages: true,
      initAsync: false,
      interpolation: { escapeValue: false },
      react: { useSuspense: false },
    });
  showLanguage(chosenLanguage());
  return text;
}

/** Adds a namespace later, such as that of a part that is loaded when it is needed; resolves when its words are there. */
export async function addText(source: TextSource, text: i18n = getI18n()): Promise<void> {
  sources.set(source.ns, source);
  text.addResourceBundle('en', source.ns, source.resources.en);
  await text.loadNamespaces(source.ns);
}

/** Changes the language and keeps the choice; resolves when its words are there. */
export async function setLanguage(language: Language, text: i18n = getI18n()): Promise<void> {
  localStorage.setItem(storageKey, language);
  await text.changeLanguage(language);
}

/** The language chosen on this browser, else the first of its own that there is, else English. */
export function chosenLanguage(): Language {
  const wanted = [localStorage.getItem(storageKey) ?? '', ...navigator.languages];
  for (const one of wanted) {
    const found = languages.find((language) => one === language || one.startsWith(`${language}-`));
    if (found) return found;
  }
  return 'en';
}

function showLanguage(language: string): void {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

function read(language: string, ns: string, done: ReadCallback): void {
  const source = sources.get(ns);
  if (!source) done(null, {});
  else if (language === 'en') done(null, source.resources.en);
  else
    source.load(language as Exclude<Language, 'en'>).then(
      (words) => done(null, typeof words.default === 'object' ? words.default : words),
      // Tried again at the next change of language; until then English stands in.
      (error: Error) => done(error, null),
    );
}
