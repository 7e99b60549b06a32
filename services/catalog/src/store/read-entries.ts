import { withScope } from '@sippy/kit/db';
import type { Page, PageKey } from '@sippy/kit/page';
import { organisationScope, type Scope } from '@sippy/kit/scope';
import type { Category, Daypart, ModifierGroup, Product } from '@sippy/proto/catalog/v1/catalog';
import type { PrismaClient } from '../../gen/prisma/client.ts';
import { entryNotFound, type Part } from '../domain/catalogue.ts';
import { categoryOf, daypartOf, groupOf, productOf } from '../messages/answers.ts';

/** Sort key of a list of categories. */
export const PLACE_KEY = ['int32', 'uuid'] as const;

/** Sort key of a list of products: category, place in it, id. */
export const PRODUCT_KEY = ['uuid', 'int32', 'uuid'] as const;

/** Sort key of what is listed by its name. */
export const NAME_KEY = ['text', 'uuid'] as const;

/** Reads single entries under a scope, where what it cannot see is NOT_FOUND, and pages of an organisation's. */
export interface Entries {
  category(scope: Scope, id: string): Promise<Category>;
  product(scope: Scope, id: string): Promise<Product>;
  group(scope: Scope, id: string): Promise<ModifierGroup>;
  groupsByIds(scope: Scope, ids: readonly string[]): Promise<ModifierGroup[]>;
  daypart(scope: Scope, id: string): Promise<Daypart>;
  categories(organisationId: string, page: Page<typeof PLACE_KEY>): Promise<Category[]>;
  /** Of one category, or of all if it is empty. */
  products(organisationId: string, page: Page<typeof PRODUCT_KEY>, categoryId: string): Promise<Product[]>;
  groups(organisationId: string, page: Page<typeof NAME_KEY>): Promise<ModifierGroup[]>;
  dayparts(organisationId: string, page: Page<typeof NAME_KEY>): Promise<Daypart[]>;
}

const inOrder = { orderBy: { position: 'asc' } } as const;

/** Entries as Prisma reads them; lists have one element more than the page, if there is one. */
export function entriesOf(prisma: PrismaClient): Entries {
  const under = <T>(scope: Scope, read: () => Promise<T>) => withScope(scope, async () => read());
  return {
    async category(scope, id) {
      const row = await under(scope, () => prisma.category.findFirst({ where: { category_id: id } }));
      return categoryOf(found('categories', id, row));
    },
    async product(scope, id) {
      const row = await under(scope, () =>
        prisma.product.findFirst({ where: { product_id: id }, include: { variants: inOrder } }),
      );
      const product = found('products', id, row);
      return productOf(product, product.variants);
    },
    async group(scope, id) {
      const [group] = await groupsByIds(prisma, scope, [id]);
      return found('groups', id, group);
    },
    groupsByIds: (scope, ids) => groupsByIds(prisma, scope, ids),
    async daypart(scope, id) {
      const row = await under(scope, () => prisma.daypart.findFirst({ where: { daypart_id: id } }));
      return daypartOf(found('dayparts', id, row));
    },
    async categories(organisationId, { size, after }) {
      const rows = await under(organisationScope(organisationId), () =>
        prisma.category.findMany({
          where: { organisation_id: organisationId, ...(after && placeAfter(after)) },
          orderBy: [{ position: 'asc' }, { category_id: 'asc' }],
          take: size + 1,
        }),
      );
      return rows.map(categoryOf);
    },
    async products(organisationId, { size, after }, categoryId) {
      const rows = await under(organisationScope(organisationId), () =>
        prisma.product.findMany({
          where: {
            organisation_id: organisationId,
            ...(categoryId && { category_id: categoryId }),
            ...(after && productAfter(after)),
          },
          orderBy: [{ category_id: 'asc' }, { position: 'asc' }, { product_id: 'asc' }],
          take: size + 1,
          include: { variants: inOrder },
        }),
      );
      return rows.map((row) => productOf(row, row.variants));
    },
    async groups(organisationId, { size, after }) {
      const rows = await under(organisationScope(organisationId), () =>
        prisma.modifier_group.findMany({
          where: { organisation_id: organisationId, ...(after && nameAfter(after, 'modifier_group_id')) },
          orderBy: [{ name: 'asc' }, { modifier_group_id: 'asc' }],
          take: size + 1,
          include: { modifiers: inOrder },
        }),
      );
      return rows.map((row) => groupOf(row, row.modifiers));
    },
    async dayparts(organisationId, { size, after }) {
      const rows = await under(organisationScope(organisationId), () =>
        prisma.daypart.findMany({
          where: { organisation_id: organisationId, ...(after && nameAfter(after, 'daypart_id')) },
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

function found<T>(part: Part, id: string, row: T | null | undefined): T {
  if (!row) throw entryNotFound(part, id);
  return row;
}

function placeAfter([position, category_id]: PageKey<typeof PLACE_KEY>) {
  return { OR: [{ position: { gt: position } }, { position, category_id: { gt: category_id } }] };
}

function nameAfter([name, id]: PageKey<typeof NAME_KEY>, key: 'modifier_group_id' | 'daypart_id') {
  return { OR: [{ name: { gt: name } }, { name, [key]: { gt: id } }] };
}

function productAfter([category_id, position, id]: PageKey<typeof PRODUCT_KEY>) {
  return {
    OR: [
      { category_id: { gt: category_id } },
      { category_id, position: { gt: position } },
      { category_id, position, product_id: { gt: id } },
    ],
  };
}
