import { basename } from 'node:path';
import { localInstant } from '../shop-folder/local-time.ts';
import type { Customer, Finding, Outlet, Product, Receipt, ShopFolder } from '../shop-folder/model.ts';
import { type StableIds, stableIds } from './stable-id.ts';

/** How a folder is to be read. */
export interface ShopOptions {
  folder: string;
  organisation: string;
  currency: string;
  zone: string;
  /** Product groups that the kitchen does not prepare. */
  shelfGroups: readonly string[];
  /** Whether each shop is an organisation of its own, joined with the others in a points network. */
  ownerPerCafe: boolean;
}

export interface PlannedCafe {
  cafeId: string;
  outletId: string;
  name: string;
  street: string;
  city: string;
}

export interface PlannedCategory {
  categoryId: string;
  name: string;
  needsPreparation: boolean;
  position: number;
}

export interface PlannedProduct {
  productId: string;
  variantId: string;
  categoryId: string;
  source: Product;
  position: number;
}

export interface PlannedStaff {
  staffId: string;
  sourceId: string;
  name: string;
  manager: boolean;
  cafeIds: string[];
}

export interface PlannedCustomer {
  customerId: string;
  sourceId: string;
  cafeId: string;
  name: string;
  email: string;
  cardNumber: string;
  birthDate: string;
  birthdayTextVersion: string;
}

/** What an import makes, with ids that stay the same in every run. */
export interface ImportPlan {
  organisationId: string;
  /** Its name. */
  organisation: string;
  tradingSince: Date;
  cafes: PlannedCafe[];
  categories: PlannedCategory[];
  products: PlannedProduct[];
  staff: PlannedStaff[];
  customers: PlannedCustomer[];
  ids: StableIds;
}

/** Works out what to make of a folder. What it leaves out is added to the findings. */
export function planImport(shop: ShopFolder, options: ShopOptions, namespace: string): ImportPlan {
  const ids = stableIds(namespace);
  const tradingSince = firstDay(shop.receipts, options.zone);
  const id = (kind: string, key: string) => ids.at(tradingSince, kind, key);
  const cafes = planCafes(shop, id);
  const cafeOf = new Map(cafes.map((cafe) => [cafe.outletId, cafe.cafeId]));
  const categories = planCategories(shop.products, options.shelfGroups, id);
  return {
    organisationId: id('organisation', options.organisation),
    organisation: options.organisation,
    tradingSince,
    cafes,
    categories: [...categories.values()],
    products: shop.products.map((source, position) => ({
      productId: id('product', source.productId),
      variantId: id('variant', source.productId),
      categoryId: categories.get(categoryKey(source))?.categoryId ?? '',
      source,
      position,
    })),
    staff: planStaff(shop, cafeOf, id),
    customers: planCustomers(shop, cafeOf, id),
    ids,
  };
}

type MakeId = (kind: string, key: string) => string;

/** The start of the first day with a sale; ids and the cafés' trading begin there. */
function firstDay(receipts: readonly Receipt[], zone: string): Date {
  const first = receipts.map((receipt) => receipt.date).sort()[0] ?? '2020-01-01';
  return localInstant(first, '00:00:00', zone).instant;
}

function planCafes(shop: ShopFolder, id: MakeId): PlannedCafe[] {
  const selling = new Set(shop.receipts.map((receipt) => receipt.outletId));
  return shop.outlets
    .filter((outlet) => {
      if (outlet.retail || selling.has(outlet.outletId)) return true;
      leaveOut(
        shop.findings,
        outlet,
        'outlet is no shop',
        `outlet ${outlet.outletId} sells nothing and is no shop`,
      );
      return false;
    })
    .map((outlet) => ({
      cafeId: id('cafe', outlet.outletId),
      outletId: outlet.outletId,
      name: cafeName(outlet),
      street: outlet.address,
      city: outlet.city,
    }));
}

function cafeName(outlet: Outlet): string {
  return outlet.neighbourhood || `Outlet ${outlet.outletId}`;
}

function planCategories(
  products: readonly Product[],
  shelfGroups: readonly string[],
  id: MakeId,
): Map<string, PlannedCategory> {
  const categories = new Map<string, PlannedCategory>();
  for (const product of products) {
    const key = categoryKey(product);
    if (categories.has(key)) continue;
    categories.set(key, {
      categoryId: id('category', key),
      name: product.category || product.group || 'Other',
      needsPreparation: !shelfGroups.includes(product.group),
      position: categories.size,
    });
  }
  return categories;
}

/** Two groups may each have a category of the same name. */
function categoryKey(product: Product): string {
  return `${product.group}/${product.category}`;
}

function planStaff(shop: ShopFolder, cafeOf: ReadonlyMap<string, string>, id: MakeId): PlannedStaff[] {
  const selling = new Map<string, Set<string>>();
  for (const receipt of shop.receipts) {
    const outlets = selling.get(receipt.staffId) ?? new Set<string>();
    selling.set(receipt.staffId, outlets.add(receipt.outletId));
  }
  return shop.staff.flatMap((member) => {
    const outlets = selling.get(member.staffId) ?? new Set([member.location]);
    const cafeIds = [...outlets].flatMap((outlet) => cafeOf.get(outlet) ?? []);
    if (cafeIds.length === 0) {
      leaveOut(
        shop.findings,
        member,
        'staff at no café',
        `staff ${member.staffId} works at ${member.location || 'no place'}`,
      );
      return [];
    }
    return [
      {
        staffId: id('staff', member.staffId),
        sourceId: member.staffId,
        name: `${member.firstName} ${member.lastName}`.trim() || `Staff ${member.staffId}`,
        manager: /manager/i.test(member.position),
        cafeIds,
      },
    ];
  });
}

function planCustomers(shop: ShopFolder, cafeOf: ReadonlyMap<string, string>, id: MakeId): PlannedCustomer[] {
  const seen = { email: new Set<string>(), cardNumber: new Set<string>() };
  const ownOnly = (customer: Customer, field: keyof typeof seen): string => {
    const value = customer[field].toLowerCase();
    if (value === '' || !seen[field].has(value)) {
      seen[field].add(value);
      return customer[field];
    }
    leaveOut(
      shop.findings,
      customer,
      `${field} of another customer`,
      `${customer[field]} belongs to an earlier row`,
    );
    return '';
  };
  return shop.customers.flatMap((customer) => {
    const cafeId = cafeOf.get(customer.homeOutletId);
    if (cafeId === undefined) {
      leaveOut(
        shop.findings,
        customer,
        'customer of no café',
        `home store ${customer.homeOutletId} is no café`,
      );
      return [];
    }
    return [
      {
        customerId: id('customer', customer.customerId),
        sourceId: customer.customerId,
        cafeId,
        name: customer.name || `Customer ${customer.customerId}`,
        email: ownOnly(customer, 'email'),
        cardNumber: ownOnly(customer, 'cardNumber'),
        birthDate: customer.birthDate,
        // The shop has asked for it, with words that are not in its files.
        birthdayTextVersion: customer.birthDate === '' ? '' : 'imported',
      },
    ];
  });
}

/** Says what of a folder is not made. */
export function leaveOut(
  findings: Finding[],
  at: { file: string; row: number },
  kind: string,
  message: string,
): void {
  findings.push({ severity: 'odd', kind: `left out: ${kind}`, file: at.file, row: at.row, message });
}

/** Name for an organisation that is not given one. */
export function nameOfFolder(folder: string): string {
  return basename(folder).replaceAll(/[-_]+/g, ' ');
}
