import type { Sippy } from '@sippy/sdk';
import type { Owners } from '../import/owners.ts';
import { patiently } from './patiently.ts';

/** Finds members at the tills of other owners, by the cards that they show. */
export interface MemberCards {
  /** The customer id of a member, as the till of a café learns it by a scan. */
  scan(barista: Sippy, cafeId: string, sourceId: string, homeOutletId: string): Promise<string>;
}

/** Cards as the owners of the members have them. At each café a member is looked up once. */
export function memberCards(owner: Sippy, owners: Owners): MemberCards {
  const known = new Map<string, Promise<string>>();
  const look = async (barista: Sippy, cafeId: string, sourceId: string, homeOutletId: string) => {
    const { organisationId, customers } = owners.planOf(homeOutletId);
    const customerId = customers.find((customer) => customer.sourceId === sourceId)?.customerId ?? '';
    const { card } = await owner.customer.getCustomerCard({ organisationId, customerId });
    const scan = { $case: 'scan' as const, value: card?.payload ?? '' };
    const found = await barista.customer.lookUpCustomer({ cafeId, key: scan });
    if (found.networkMember === undefined)
      throw new Error(`customer ${sourceId} is not found by their card at another owner's café`);
    return found.networkMember.customerId;
  };
  return {
    scan(barista, cafeId, sourceId, homeOutletId) {
      const key = `${cafeId} ${sourceId}`;
      const made = known.get(key) ?? patiently(() => look(barista, cafeId, sourceId, homeOutletId));
      known.set(key, made);
      // What was refused may be asked again.
      made.catch(() => known.delete(key));
      return made;
    },
  };
}
