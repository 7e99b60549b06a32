import { Category, Daypart, ModifierGroup, Product } from '@sippy/proto/catalog/v1/catalog';
import type { Catalogue, Part, Things } from './catalogue.ts';

/** What differs in one part of two catalogues; things carry the version that they have after the change. */
export interface PartDiff<T> {
  created: T[];
  changed: T[];
  deleted: T[];
}

/** What differs between two catalogues. */
export type Diff = { [P in Part]: PartDiff<Things[P]> };

const encoders: { [P in Part]: (thing: Things[P]) => Uint8Array } = {
  categories: (thing) => Category.encode({ ...thing, version: 0n }).finish(),
  products: (thing) => Product.encode({ ...thing, version: 0n }).finish(),
  groups: (thing) => ModifierGroup.encode({ ...thing, version: 0n }).finish(),
  dayparts: (thing) => Daypart.encode({ ...thing, version: 0n }).finish(),
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

function countOf(part: PartDiff<Things[Part]>): number {
  return part.created.length + part.changed.length + part.deleted.length;
}

function partDiff<P extends Part>(part: P, before: Catalogue, after: Catalogue): PartDiff<Things[P]> {
  const old = before[part] as ReadonlyMap<string, Things[P]>;
  const now = after[part] as ReadonlyMap<string, Things[P]>;
  const encode = encoders[part];
  const diff: PartDiff<Things[P]> = { created: [], changed: [], deleted: [] };
  for (const [id, thing] of now) {
    const was = old.get(id);
    if (was === thing) continue;
    if (!was) diff.created.push({ ...thing, version: 1n });
    else if (Buffer.compare(encode(was), encode(thing)) !== 0) {
      diff.changed.push({ ...thing, version: was.version + 1n });
    }
  }
  for (const [id, thing] of old) if (!now.has(id)) diff.deleted.push(thing);
  return diff;
}
