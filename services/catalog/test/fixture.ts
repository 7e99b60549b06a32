import { service as cafe } from '@sippy/cafe';
import { newId } from '@sippy/kit/ids';
import {
  startTestService,
  type TestHost,
  type TestOptions,
  testGrant,
  testPrincipal,
} from '@sippy/kit/testing';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import { CatalogServiceDefinition, type CreateProductRequest } from '@sippy/proto/catalog/v1/catalog_service';
import { Event } from '@sippy/proto/event/v1/event';
import { service } from '../src/main.ts';

const RIGHTS = ['cafe.read', 'cafe.manage', 'organisation.manage', 'catalog.manage', 'catalog.availability'];

/** The catalog and café services, and what tests do with them. */
export async function startCatalog(options: TestOptions = {}) {
  const host = await startTestService([cafe, service], options);
  const managerOf = (organisationId: string, cafeIds: string[]) =>
    testPrincipal({ grants: [testGrant(organisationId, cafeIds, ...RIGHTS)] });

  /** An organisation with a café in a currency, and its manager's clients. */
  const tenant = async (currencyCode = 'EUR', organisationId = newId()) => {
    const cafeId = newId();
    const manager = managerOf(organisationId, [cafeId]);
    const cafes = host.peer(CafeServiceDefinition, manager);
    await cafes.createCafe({
      ...{ requestId: newId(), organisationId, cafeId, name: 'Bar', currencyCode },
      ...{ timeZone: 'Europe/Rome' },
    });
    const catalog = host.peer(CatalogServiceDefinition, manager);
    return { organisationId, cafeId, catalog, cafes, manager };
  };

  return {
    host,
    tenant,
    guest: host.peer(CatalogServiceDefinition),
    cafes: host.peer(CafeServiceDefinition, testPrincipal({ kind: 'service', id: 'catalog' })),
    internal: host.peer(CatalogServiceDefinition, testPrincipal({ kind: 'service', id: 'order' })),
    managerOf,
    stop: () => host.stop(),
    events: (cafeOrProductId: string) => eventsOf(host, cafeOrProductId),
  };
}

export type CatalogFixture = Awaited<ReturnType<typeof startCatalog>>;
export type Tenant = Awaited<ReturnType<CatalogFixture['tenant']>>;

async function eventsOf(host: TestHost, aggregateId: string): Promise<Event[]> {
  const { rows } = await host
    .db('catalog')
    .query<{ envelope: Buffer }>('select envelope from event where aggregate_id = $1 order by position', [
      aggregateId,
    ]);
  return rows.map((row) => Event.decode(row.envelope));
}

export const eur = (minor: bigint) => ({ currencyCode: 'EUR', minor });

/** A category with a product of one variant, and its modifier group with two modifiers. */
export async function sellCoffee({ catalog, cafeId }: Tenant) {
  const { category } = await catalog.createCategory({
    ...{ requestId: newId(), cafeId, name: 'Coffee', needsPreparation: true },
  });
  const { modifierGroup } = await catalog.createModifierGroup({
    requestId: newId(),
    cafeId,
    modifierGroup: {
      name: 'Milk',
      maxChoices: 1,
      modifiers: [
        { name: 'Cow', price: eur(0n) },
        { name: 'Oat', price: eur(50n) },
      ],
    },
  });
  if (!category || !modifierGroup) throw new Error('nothing was made');
  const product = await newProduct(catalog, {
    categoryId: category.categoryId,
    modifierGroupIds: [modifierGroup.modifierGroupId],
  });
  return { category, modifierGroup, product };
}

/** A product called Latte at 3.50. */
export async function newProduct(
  catalog: Tenant['catalog'],
  extra: Partial<CreateProductRequest> & { categoryId: string },
) {
  const { product } = await catalog.createProduct({
    ...{ requestId: newId(), name: 'Latte', taxCategory: 'food', variants: [{ name: '', price: eur(350n) }] },
    ...extra,
  });
  if (!product) throw new Error('no product');
  return product;
}
