import { withScope } from '@sippy/kit/db';
import type { Page, PageKey } from '@sippy/kit/page';
import { notFound } from '@sippy/kit/refusal';
import type { Scope } from '@sippy/kit/scope';
import type { Category, Daypart, ModifierGroup, Product } from '@sippy/proto/catalog/v1/catalog';
import type { PrismaClient } from '../../gen/prisma/client.ts';
import { categoryOf, daypartOf, groupOf, productOf } from './rows.ts';

/** Reads single things and pages of them under a scope; what the scope cannot see is NOT_FOUND. */
export interface Things {
  category(scope: Scope, id: string): Promise<Category>;
  product(scope: Scope, id: string): Promise<Product>;
  group(scope: Scope, id: string): Promise<ModifierGroup>;
  groupsByIds(scope: Scope, ids: readonly string[]): Promise<ModifierGroup[]>;
  daypart(scope: Scope, id: string): Promise<Daypart>;
  categories(scope: Scope, page: Page): Promise<Category[]>;
  products(scope: Scope, page: Page, categoryId: string): Promise<Product[]>;
  groups(scope: Scope, page: Page): Promise<ModifierGroup[]>;
  dayparts(scope: Scope, page: Page): Promise<Daypart[]>;
}

const inOrder = { orderBy: { position: 'asc' } } as const;

/** Things as Prisma reads them; lists have one element more than the page, if there is one. */
export function thingsOf(prisma: PrismaClient): Things {
  const under = <T>(scope: Scope, read: () => Promise<T>) => withScope(scope, async () => read());
  return {
    async category(scope, id) {
      const row = await under(scope, () => prisma.category.findFirst({ where: { category_id: id } }));
      return categoryOf(found('category', id, row));
    },
    async product(scope, id) {
      const row = await under(scope, () =>
        prisma.product.findFirst({ where: { product_id: id }, include: { variants: inOrder } }),
      );
      const product = found('product', id, row);
      return productOf(product, product.variants);
    },
    async group(scope, id) {
      const [group] = await groupsByIds(prisma, scope, [id]);
      return found('modifier group', id, group);
    },
    groupsByIds: (scope, ids) => groupsByIds(prisma, scope, ids),
    async daypart(scope, id) {
      const row = await under(scope, () => prisma.daypart.findFirst({ where: { daypart_id: id } }));
      return daypartOf(found('daypart', id, row));
    },
    async categories(scope, { size, after }) {
      const rows = await under(scope, () =>
        prisma.category.findMany({
          where: after ? placeAfter(after, 'category_id') : {},
          orderBy: [{ position: 'asc' }, { category_id: 'asc' }],
          take: size + 1,
        }),
      );
      return rows.map(categoryOf);
    },
    async products(scope, { size, after }, categoryId) {
      const rows = await under(scope, () =>
        prisma.product.findMany({
          where: {
            ...(categoryId ? { category_id: categoryId } : {}),
            ...(after ? productAfter(after) : {}),
          },
          orderBy: [{ category_id: 'asc' }, { position: 'asc' }, { product_id: 'asc' }],
          take: size + 1,
          include: { variants: inOrder },
        }),
      );
      return rows.map((row) => productOf(row, row.variants));
    },
    async groups(scope, { size, after }) {
      const rows = await under(scope, () =>
        prisma.modifier_group.findMany({
          where: after ? nameAfter(after, 'modifier_group_id') : {},
          orderBy: [{ name: 'asc' }, { modifier_group_id: 'asc' }],
          take: size + 1,
          include: { modifiers: inOrder },
        }),
      );
      return rows.map((row) => groupOf(row, row.modifiers));
    },
    async dayparts(scope, { size, after }) {
      const rows = await under(scope, () =>
        prisma.daypart.findMany({
          where: after ? nameAfter(after, 'daypart_id') : {},
          orderBy: [{ name: 'asc' }, { daypart_id: 'asc' }],
          take: size + 1,
        }),
      );
      return rows.map(daypartOf);
    },
  };
}

async function groupsByIds(
  prisma: PrismaClient,
  scope: Scope,
  ids: readonly string[],
): Promise<ModifierGroup[]> {
  const rows = await withScope(scope, async () =>
    prisma.modifier_group.findMany({
      where: { modifier_group_id: { in: [...ids] } },
      include: { modifiers: inOrder },
    }),
  );
  const byId = new Map(rows.map((row) => [row.modifier_group_id, groupOf(row, row.modifiers)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function found<T>(noun: string, id: string, row: T | null | undefined): T {
  if (!row) throw notFound(noun, id);
  return row;
}

function placeAfter([position, id]: PageKey, key: 'category_id') {
  return {
    OR: [{ position: { gt: Number(position) } }, { position: Number(position), [key]: { gt: String(id) } }],
  };
}

function nameAfter([name, id]: PageKey, key: 'modifier_group_id' | 'daypart_id') {
  return { OR: [{ name: { gt: String(name) } }, { name: String(name), [key]: { gt: String(id) } }] };
}

function productAfter([categoryId, position, id]: PageKey) {
  const category_id = String(categoryId);
  const place = Number(position);
  return {
    OR: [
      { category_id: { gt: category_id } },
      { category_id, position: { gt: place } },
      { category_id, position: place, product_id: { gt: String(id) } },
    ],
  };
}
