import { describe, expect, test } from 'vitest';
import { languages } from '../src/text/languages.ts';
import {
  type Catalogue,
  keyFinder,
  namedKeys,
  namespacesOf,
  readCatalogues,
  readSources,
  withoutPlural,
} from './catalogues.ts';

const catalogues = readCatalogues();
const sources = readSources();

const wordsOf = (catalogue: Catalogue, language: string) => catalogue.languages.get(language) ?? new Map();
const pluralKeys = (catalogue: Catalogue) =>
  new Set(
    [...catalogue.languages.values()]
      .flatMap((words) => [...words.keys()])
      .filter(
        (key) => withoutPlural(key) !== key && wordsOf(catalogue, 'en').has(`${withoutPlural(key)}_other`),
      )
      .map(withoutPlural),
  );

/** The keys a language must have: the English ones, each counted one in all its forms. */
function neededKeys(catalogue: Catalogue, language: string): string[] {
  const counted = pluralKeys(catalogue);
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const plain = [...wordsOf(catalogue, 'en').keys()].filter((key) => !counted.has(withoutPlural(key)));
  return [...plain, ...[...counted].flatMap((key) => forms.map((form) => `${key}_${form}`))].sort();
}

const placeholders = (text: string) =>
  [...text.matchAll(/\{\{\s*-?\s*(\w+)/g)].map((match) => match[1] ?? '').sort();

test('there is a catalogue of each client, in every language', () => {
  expect(catalogues.map(({ ns }) => ns)).toContain('ui');
  for (const { ns, languages: there } of catalogues)
    expect({ ns, languages: [...there.keys()].sort() }).toEqual({ ns, languages: [...languages].sort() });
});

describe.each(catalogues.map((catalogue) => [catalogue.ns, catalogue] as const))('%s', (ns, catalogue) => {
  test.each([...languages])(
    'in %s has every word, and every counted one in all its plural forms',
    (language) => {
      expect([...wordsOf(catalogue, language).keys()].sort()).toEqual(neededKeys(catalogue, language));
    },
  );

  test.each([...languages])('in %s says something under every key', (language) => {
    const empty = [...wordsOf(catalogue, language)].filter(([, text]) => text.trim() === '');
    expect(empty).toEqual([]);
  });

  test.each([...languages])('in %s fills in what English does', (language) => {
    const english = wordsOf(catalogue, 'en');
    const counted = pluralKeys(catalogue);
    const different = [...wordsOf(catalogue, language)].filter(([key, text]) => {
      const base = withoutPlural(key);
      if (!counted.has(base))
        return placeholders(text).join() !== placeholders(english.get(key) ?? '').join();
      // "One order" and "two orders" need no figure in some languages; nothing else may be missing or be new.
      const expected = placeholders(english.get(`${base}_other`) ?? '');
      const found = placeholders(text);
      return (
        found.some((name) => !expected.includes(name)) ||
        expected.some((name) => name !== 'count' && !found.includes(name))
      );
    });
    expect(different).toEqual([]);
  });

  test('has no word that no screen shows', () => {
    const users = ns === 'ui' ? sources : sources.filter(({ client }) => client === catalogue.client);
    const named = keyFinder(users);
    const unused = [...new Set([...wordsOf(catalogue, 'en').keys()].map(withoutPlural))].filter(
      (key) => !named(key) && !named(`${ns}:${key}`),
    );
    expect(unused).toEqual([]);
  });
});

test('every key that is asked for is in the catalogue that is asked', () => {
  const known = new Map(
    catalogues.map((catalogue) => [
      catalogue.ns,
      [...wordsOf(catalogue, 'en').keys()].flatMap((key) => [key, withoutPlural(key)]),
    ]),
  );
  const missing = sources.flatMap((source) => {
    const own = catalogues.filter(({ client }) => client === source.client).map(({ ns }) => ns);
    const named = namespacesOf(source) ?? own;
    const keysFor = (key: string) =>
      (key.includes(':') ? [key.split(':')[0] ?? ''] : named).flatMap((ns) => known.get(ns) ?? []);
    const { exact, begins } = namedKeys(source);
    return [
      ...exact.filter((key) => !keysFor(key).includes(key.replace(/^\w+:/, ''))),
      ...begins.filter((key) => !keysFor(key).some((one) => one.startsWith(key.replace(/^\w+:/, '')))),
    ].map((key) => `${source.path}: ${key}`);
  });
  expect(missing).toEqual([]);
});
