import { Role } from '@sippy/proto/web/auth/v1/auth';
import { TaxTreatment } from '@sippy/proto/web/cafe/v1/cafe';
import { type Sippy, SippyError } from '@sippy/sdk';
import { forEachAtOnce } from '../concurrency.ts';
import { joinOwners } from './network.ts';
import type { Owners } from './owners.ts';
import type { ImportPlan, ShopOptions } from './plan.ts';

/** Told how far an import has come. */
export type Progress = (step: string, done: number, total: number) => void;

const atOnce = 8;

/**
 * Makes everything that the plans of all owners say and that is not there yet; several owners are joined in a points network.
 * Run again it makes nothing twice. Returns how many were new.
 */
export async function applyImport(
  sippy: Sippy,
  owners: Owners,
  options: ShopOptions,
  progress: Progress,
): Promise<Record<string, number>> {
  const made: Record<string, number> = {};
  for (const plan of owners.plans)
    for (const [step, count] of Object.entries(await applyPlan(sippy, plan, options, progress)))
      made[step] = (made[step] ?? 0) + count;
  if (owners.networkId !== '') await joinOwners(sippy, owners, options);
  return made;
}

async function applyPlan(
  sippy: Sippy,
  plan: ImportPlan,
  options: ShopOptions,
  progress: Progress,
): Promise<Record<string, number>> {
  const made: Record<string, number> = {};
  const each = async <T>(step: string, items: readonly T[], make: (item: T) => Promise<unknown>) => {
    let done = 0;
    made[step] = 0;
    await forEachAtOnce(items, atOnce, async (item) => {
      if (await isNew(() => make(item))) made[step] = (made[step] ?? 0) + 1;
      progress(step, ++done, items.length);
    });
  };
  const { organisationId } = plan;

  await each('organisations', [plan.organisation], (name) =>
    sippy.cafe.createOrganisation({ organisationId, name }),
  );
  await renewToken(sippy);
  await each('cafés', plan.cafes, (cafe) =>
    sippy.cafe.createCafe({
      organisationId,
      cafeId: cafe.cafeId,
      name: cafe.name,
      address: { street: cafe.street, city: cafe.city },
      currencyCode: options.currency,
      timeZone: options.zone,
      businessDayCutover: '00:00',
      tax: { treatment: TaxTreatment.INCLUSIVE },
      tradingSince: plan.tradingSince,
    }),
  );
  await renewToken(sippy);
  const anyCafe = plan.cafes[0]?.cafeId ?? '';
  await each('categories', plan.categories, (category) =>
    sippy.catalog.createCategory({ cafeId: anyCafe, ...category }),
  );
  await each('products', plan.products, ({ source, variantId, ...product }) =>
    sippy.catalog.createProduct({
      ...product,
      name: source.name,
      description: source.description,
      variants: [
        { variantId, name: source.unit, price: { currencyCode: options.currency, minor: source.priceMinor } },
      ],
    }),
  );
  await each('staff', plan.staff, ({ staffId, name, manager, cafeIds }) =>
    sippy.staff.createStaff({
      organisationId,
      staffId,
      name,
      rights: cafeIds.map((cafeId) => ({
        cafeId,
        role: manager ? Role.MANAGER : Role.BARISTA,
        extraPermissions: manager ? [] : ['order.price_override', 'order.backdate'],
      })),
    }),
  );
  await each('customers', plan.customers, ({ sourceId: _, ...customer }) =>
    sippy.customer.createCustomer(customer),
  );
  return made;
}

/** Rights at what was just made come with the next access token. */
async function renewToken(sippy: Sippy): Promise<void> {
  await sippy.session.renew(sippy.session.current()?.accessToken ?? '');
}

async function isNew(make: () => Promise<unknown>): Promise<boolean> {
  try {
    await make();
    return true;
  } catch (error) {
    if (error instanceof SippyError && error.reason === 'ALREADY_EXISTS') return false;
    throw error;
  }
}
