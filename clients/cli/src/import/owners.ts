/** A folder whose shops belong to one owner, or each to an owner of its own. */
import type { ShopFolder } from '../shop-folder/model.ts';
import { type ImportPlan, leaveOut, planImport, type ShopOptions } from './plan.ts';
import { namespaceOf, stableIds } from './stable-id.ts';

/** The organisations of a folder, and which of them has a shop. */
export interface Owners {
  plans: readonly ImportPlan[];
  /** The plan of the organisation that has an outlet. */
  planOf(outletId: string): ImportPlan;
  /** Id of the points network that the shops share; empty where they have one owner. */
  networkId: string;
}

/**
 * Works out what to make of a folder for each of its owners; `callerId` is the user who imports and owns all of it. What it
 * leaves out is added to the findings. With `ownerPerCafe` each shop is an organisation of its own, with its own menu, with
 * the staff who sell there and with the customers at home there.
 */
export function planOwners(shop: ShopFolder, options: ShopOptions, callerId: string): Owners {
  const whole = planImport(shop, options, namespaceOf(callerId, options.organisation));
  if (!options.ownerPerCafe) return { plans: [whole], planOf: () => whole, networkId: '' };
  const selling = new Set(shop.receipts.map(({ outletId }) => outletId));
  for (const outlet of shop.outlets)
    if (outlet.retail && !selling.has(outlet.outletId))
      leaveOut(shop.findings, outlet, 'outlet without an owner', `outlet ${outlet.outletId} sells nothing`);
  const shops = whole.cafes.filter(({ outletId }) => selling.has(outletId));
  const plans = shops.map(({ outletId, name }) => {
    const organisation = `${options.organisation} ${name}`;
    // The findings are those of the whole folder.
    const part = { ...partOf(shop, outletId), findings: [] };
    return planImport(
      part,
      { ...options, organisation },
      namespaceOf(callerId, `${organisation} ${outletId}`),
    );
  });
  const byOutlet = new Map(plans.flatMap((plan) => plan.cafes.map(({ outletId }) => [outletId, plan])));
  const ids = stableIds(namespaceOf(callerId, options.organisation));
  return {
    plans,
    planOf: (outletId) => byOutlet.get(outletId) ?? whole,
    networkId: ids.at(whole.tradingSince, 'network', options.organisation),
  };
}

function partOf(shop: ShopFolder, outletId: string): ShopFolder {
  const receipts = shop.receipts.filter((receipt) => receipt.outletId === outletId);
  const sellsHere = new Set(receipts.map(({ staffId }) => staffId));
  const sells = new Set(shop.receipts.map(({ staffId }) => staffId));
  return {
    ...shop,
    receipts,
    outlets: shop.outlets.filter((outlet) => outlet.outletId === outletId),
    staff: shop.staff.filter(({ staffId, location }) =>
      sells.has(staffId) ? sellsHere.has(staffId) : location === outletId,
    ),
    customers: shop.customers.filter(({ homeOutletId }) => homeOutletId === outletId),
  };
}
