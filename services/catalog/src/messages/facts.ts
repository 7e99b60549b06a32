import type { NewEvent } from '@sippy/kit/events';
import type { Product } from '@sippy/proto/catalog/v1/catalog';
import {
  type MenuChange,
  MenuUpdated,
  ProductAvailabilityChanged,
  ProductCreated,
  ProductUpdated,
} from '@sippy/proto/catalog/v1/catalog_event';
import type { menu as MenuRow } from '../../gen/prisma/client.ts';
import type { Availability, Subject } from '../domain/availability.ts';
import type { PartDiff } from '../domain/diff.ts';

/** Most changes that an event names. */
const MAX_CHANGES = 100;

/** menu.updated, of a menu as it is after the changes. */
export function menuUpdated(menu: MenuRow, all: readonly MenuChange[]): NewEvent {
  const { cafe_id: cafeId, version } = menu;
  const changes = all.slice(0, MAX_CHANGES);
  const moreCount = all.length - changes.length;
  const payload = MenuUpdated.encode({ cafeId, version, changes, moreCount }).finish();
  return menuFact('menu.updated', menu, payload);
}

/** product.availability_changed, with the menu as it is after the change. */
export function availabilityChanged(menu: MenuRow, subject: Subject, to: Availability): NewEvent {
  const payload = ProductAvailabilityChanged.encode({
    cafeId: menu.cafe_id,
    subject: { $case: subject.kind === 'PRODUCT' ? 'productId' : 'modifierId', value: subject.id },
    available: to.available,
    returnTime: to.returnTime,
    menuVersion: menu.version,
  }).finish();
  return menuFact('product.availability_changed', menu, payload);
}

function menuFact(type: string, menu: MenuRow, payload: Uint8Array): NewEvent {
  const { cafe_id: cafeId, organisation_id: organisationId, version } = menu;
  return { type, aggregate: { type: 'menu', id: cafeId, version }, organisationId, cafeId, payload };
}

/** product.created and product.updated, one for each product that differs; a deletion counts as one more version. */
export function productFacts(organisationId: string, products: PartDiff<Product>): NewEvent[] {
  const fact = (type: string, product: Product, version: bigint, payload: Uint8Array): NewEvent => ({
    type,
    aggregate: { type: 'product', id: product.productId, version },
    organisationId,
    payload,
  });
  const updated = (product: Product, version: bigint, deleted: boolean) =>
    fact('product.updated', product, version, ProductUpdated.encode({ product, deleted }).finish());
  return [
    ...products.created.map((product) =>
      fact('product.created', product, product.version, ProductCreated.encode({ product }).finish()),
    ),
    ...products.changed.map((product) => updated(product, product.version, false)),
    ...products.deleted.map((product) => updated(product, product.version + 1n, true)),
  ];
}
