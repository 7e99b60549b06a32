import { MenuAction, type MenuChange, MenuPart } from '@sippy/proto/catalog/v1/catalog_event';
import type { Diff, PartDiff } from '../domain/diff.ts';

/** What has changed in a catalogue, as the events of its menus say it. */
export function menuChanges({ categories, products, groups, dayparts }: Diff): MenuChange[] {
  return [
    ...changesOf(MenuPart.CATEGORY, categories, (category) => category.categoryId),
    ...changesOf(MenuPart.PRODUCT, products, (product) => product.productId),
    ...changesOf(MenuPart.MODIFIER_GROUP, groups, (group) => group.modifierGroupId),
    ...changesOf(MenuPart.DAYPART, dayparts, (daypart) => daypart.daypartId),
  ];
}

function changesOf<T>(part: MenuPart, diff: PartDiff<T>, idOf: (entry: T) => string): MenuChange[] {
  return [
    ...diff.created.map((entry) => ({ part, id: idOf(entry), action: MenuAction.CREATED })),
    ...diff.changed.map((entry) => ({ part, id: idOf(entry), action: MenuAction.CHANGED })),
    ...diff.deleted.map((entry) => ({ part, id: idOf(entry), action: MenuAction.DELETED })),
  ];
}

/** A change of what is there already, such as what a café says about a product. */
export function changeOf(part: MenuPart, id: string): MenuChange {
  return { part, id, action: MenuAction.CHANGED };
}
