import { isInWindow, type WeeklyWindow } from '@sippy/kit/weekly';
import type {
  Menu,
  MenuCategory,
  MenuModifier,
  MenuModifierGroup,
  MenuProduct,
  MenuVariant,
} from '@sippy/proto/catalog/v1/catalog';

/** A product of a menu with what belongs to it. */
export interface IndexedProduct {
  readonly product: MenuProduct;
  readonly category: MenuCategory | undefined;
  readonly groups: readonly IndexedGroup[];
}

/** A modifier group with its modifiers by id. */
export interface IndexedGroup {
  readonly group: MenuModifierGroup;
  readonly modifiers: ReadonlyMap<string, MenuModifier>;
}

/** A menu made ready for looking things up; one per version of a menu. */
export interface MenuIndex {
  readonly menu: Menu;
  product(productId: string): IndexedProduct | undefined;
  group(groupId: string): IndexedGroup | undefined;
  daypartName(daypartId: string): string;
  /** Dayparts that are on at a moment, by the café's wall clock. */
  dayparts(at: Date): ReadonlySet<string>;
}

const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

/** Makes a menu ready for looking things up. */
export function indexMenu(menu: Menu): MenuIndex {
  const categories = new Map(menu.categories.map((category) => [category.categoryId, category]));
  const groups = new Map(
    menu.modifierGroups.map((group): [string, IndexedGroup] => [
      group.modifierGroupId,
      { group, modifiers: new Map(group.modifiers.map((modifier) => [modifier.modifierId, modifier])) },
    ]),
  );
  const products = new Map(
    menu.products.map((product): [string, IndexedProduct] => [
      product.productId,
      {
        product,
        category: categories.get(product.categoryId),
        groups: product.modifierGroupIds.flatMap((id) => groups.get(id) ?? []),
      },
    ]),
  );
  const dayparts = menu.dayparts.map((daypart) => ({
    id: daypart.daypartId,
    windows: daypart.windows.map(
      ({ weekdays, starts, ends }): WeeklyWindow => ({
        weekdays: weekdays.map((weekday) => WEEKDAYS.indexOf(weekday.replace('WEEKDAY_', '')) + 1),
        starts,
        ends,
      }),
    ),
  }));
  const on = (at: Date) =>
    new Set(dayparts.filter(({ windows }) => isInWindow(windows, at, menu.timeZone)).map(({ id }) => id));
  let minute = Number.NaN;
  let current: ReadonlySet<string> = new Set();
  return {
    menu,
    product: (id) => products.get(id),
    group: (id) => groups.get(id),
    daypartName: (id) => menu.dayparts.find((daypart) => daypart.daypartId === id)?.name ?? id,
    dayparts(at) {
      if (dayparts.length === 0) return current;
      const now = Math.floor(at.getTime() / 60_000);
      if (now !== minute) {
        current = on(at);
        minute = now;
      }
      return current;
    },
  };
}

/** Price of a variant while these dayparts are on: the lowest that holds. */
export function variantPrice(variant: MenuVariant, dayparts: ReadonlySet<string>): bigint {
  let lowest: bigint | undefined;
  for (const { daypartId, price } of variant.daypartPrices) {
    if (!price || !dayparts.has(daypartId)) continue;
    if (lowest === undefined || price.minor < lowest) lowest = price.minor;
  }
  return lowest ?? variant.price?.minor ?? 0n;
}
