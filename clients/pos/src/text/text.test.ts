import { expect, test } from 'vitest';
import ar from './ar.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };

const plural = /_(zero|one|two|few|many|other)$/;

function flat(words: object, path = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value]] : Object.entries(flat(value, `${path}${key}.`)),
    ),
  );
}
const places = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

test.each([
  ['en', en],
  ['fr', fr],
  ['ar', ar],
])('%s has every word, every plural form and the same values in each', (language, words) => {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const own = flat(words);
  const wanted = new Set<string>();
  for (const [key, sentence] of Object.entries(flat(en))) {
    const stem = key.replace(plural, '');
    const keys = stem === key ? [key] : forms.map((form) => `${stem}_${form}`);
    for (const one of keys) {
      wanted.add(one);
      expect(own[one], one).toBeTruthy();
      // A form for one or two may say the number as a word.
      const left = places(own[one] ?? '');
      expect(places(sentence), one).toEqual(stem === key ? left : expect.arrayContaining(left));
    }
  }
  expect(Object.keys(own).filter((key) => !wanted.has(key))).toEqual([]);
});
