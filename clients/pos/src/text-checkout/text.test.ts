import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import memberAr from '../text-member/ar.json' with { type: 'json' };
import memberEn from '../text-member/en.json' with { type: 'json' };
import memberFr from '../text-member/fr.json' with { type: 'json' };
import checkoutAr from './ar.json' with { type: 'json' };
import checkoutEn from './en.json' with { type: 'json' };
import checkoutFr from './fr.json' with { type: 'json' };

type Words = { [key: string]: string | Words };

const plural = /_(zero|one|two|few|many|other)$/;

function leaves(words: Words, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : leaves(value, `${path}${key}.`),
  );
}

const keysOf = (words: Words) => new Set(leaves(words).map(([key]) => key.replace(plural, '')));

/** The words that come after signing in. */
const en = { checkout: checkoutEn, member: memberEn };
const fr = { checkout: checkoutFr, member: memberFr };
const ar = { checkout: checkoutAr, member: memberAr };
const all = { en, fr, ar };

test.each(['fr', 'ar'] as const)('%s says everything that English says, and nothing else', (language) => {
  expect([...keysOf(all[language])].sort()).toEqual([...keysOf(en)].sort());
});

test.each(['en', 'fr', 'ar'] as const)('%s has each plural in all forms of its language', (language) => {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
  const counted = leaves(all[language]).filter(([key]) => plural.test(key));
  const formsOf = Map.groupBy(counted, ([key]) => key.replace(plural, ''));
  for (const [key, found] of formsOf) {
    expect([key, ...found.map(([name]) => plural.exec(name)?.[1] ?? '').toSorted()]).toEqual([key, ...forms]);
  }
});

test('what is filled in is the same in every language', () => {
  const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
  const english = new Map(leaves(en));
  for (const language of [fr, ar])
    for (const [key, text] of leaves(language)) {
      const own = english.get(key);
      if (own !== undefined && !plural.test(key)) expect([key, holes(text)]).toEqual([key, holes(own)]);
    }
});

test('every word that a screen names is in the catalogue', () => {
  const known = keysOf(en);
  const catalogues = {
    checkout: 'checkout',
    orders: 'checkout',
    receipt: 'checkout',
    availability: 'checkout',
    member: 'member',
  };
  const named = Object.entries(catalogues).flatMap(([folder, catalogue]) =>
    readdirSync(join(import.meta.dirname, '..', folder))
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => readFileSync(join(import.meta.dirname, '..', folder, name), 'utf8'))
      // What is there before anybody has signed in has its words elsewhere.
      .filter((text) => !text.includes("useTranslation('pos')"))
      .flatMap((text) =>
        [...text.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => `${catalogue}.${match[1]}`),
      ),
  );
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((key) => !known.has(key))).toEqual([]);
});
