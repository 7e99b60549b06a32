import { Category, Daypart, ModifierGroup, Product } from '@sippy/proto/catalog/v1/catalog';
import type { Catalogue, EntryTypes, Part } from './catalogue.ts';

/** What differs in one part of two catalogues; entries carry the version that they have after the change. */
export interface PartDiff<T> {
  created: T[];
  changed: T[];
  deleted: T[];
}

/** What differs between two catalogues. */
export type Diff = { [P in Part]: PartDiff<EntryTypes[P]> };

const encoders: { [P in Part]: (entry: EntryTypes[P]) => Uint8Array } = {
  categories: (entry) => Category.encode({ ...entry, version: 0n }).finish(),
  products: (entry) => Product.encode({ ...entry, version: 0n }).finish(),
  groups: (entry) => ModifierGroup.encode({ ...entry, version: 0n }).finish(),
  dayparts: (entry) => Daypart.encode({ ...entry, version: 0n }).finish(),
};

/** What must be written to get from one catalogue to the other; versions are set here. */
export function diffOf(before: Catalogue, after: Catalogue): Diff {
  return {
    categories: partDiff('categories', before, after),
    products: partDiff('products', before, after),
    groups: partDiff('groups', before, after),
    dayparts: partDiff('dayparts', before, after),
  };
}

/** Whether there is nothing to write. */
export function isEmpty(diff: Diff): boolean {
  return Object.values(diff).every((part) => countOf(part) === 0);
}

function countOf(part: PartDiff<EntryTypes[Part]>): number {
  return part.created.length + part.changed.length + part.deleted.length;
}

function partDiff<P extends Part>(part: P, before: Catalogue, after: Catalogue): PartDiff<EntryTypes[P]> {
  const old = before[part] as ReadonlyMap<string, EntryTypes[P]>;
  const now = after[part] as ReadonlyMap<string, EntryTypes[P]>;
  const encode = encoders[part];
  const diff: PartDiff<EntryTypes[P]> = { created: [], changed: [], deleted: [] };
  for (const [id, entry] of now) {
    const was = old.get(id);
    if (was === entry) continue;
    if (!was) diff.created.push({ ...entry, version: 1n });
    else if (Buffer.compare(encode(was), encode(entry)) !== 0) {
      diff.changed.push({ ...entry, version: was.version + 1n });
    }
  }
  for (const [id, entry] of old) if (!now.has(id)) diff.deleted.push(entry);
  return diff;
}
