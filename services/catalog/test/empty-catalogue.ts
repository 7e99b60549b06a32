import type { Catalogue } from '../src/domain/catalogue.ts';

/** A catalogue with nothing in it. */
export const emptyCatalogue: Catalogue = {
  categories: new Map(),
  products: new Map(),
  groups: new Map(),
  dayparts: new Map(),
};
