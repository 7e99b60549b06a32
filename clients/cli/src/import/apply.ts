import { Role } from '@sippy/proto/web/auth/v1/auth';
import { TaxTreatment } from '@sippy/proto/web/cafe/v1/cafe';
import { type Sippy, SippyError } from '@sippy/sdk';
import { forEachAtOnce } from '../concurrency.ts';
import type { ImportPlan, ShopOptions } from './plan.ts';

/** Told how far an import has come. */
export type Progress = (step: string, done: number, total: number) => void;

const atOnce = 8;

/** Makes everything a plan says that is not there yet. Run again it makes nothing twice. Returns how many were new. */
export async function applyImport(
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

  await each('organisation', [options.organisation], (name) =>
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
