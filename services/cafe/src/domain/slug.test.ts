import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slugOf, slugsFor } from './slug.ts';

test('a name becomes lower-case letters, digits and single hyphens', () => {
  expect(slugOf('Café  Größenwahn & Co.')).toBe('cafe-grossenwahn-co');
  expect(slugOf('喫茶店')).toBe('');
  expect(slugsFor('喫茶店', '018f3a5e-7c7e-7000-8000-000000000abc')[0]).toBe('cafe');
});

test('every slug to try is a slug of at most 60 characters, whatever the name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.uuid(), (name, id) => {
      for (const slug of slugsFor(name, id)) expect(slug).toMatch(/^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$/);
    }),
  );
});
