import type { Call } from '@sippy/kit/call';
import type { OnBehalf } from '@sippy/kit/client';
import { freshCopies } from '@sippy/kit/fresh-copies';
import { notFound, Refusal } from '@sippy/kit/refusal';
import type { ServiceHost } from '@sippy/kit/service';
import { CustomerServiceDefinition } from '@sippy/proto/customer/v1/customer_service';
import { LoyaltyServiceDefinition } from '@sippy/proto/loyalty/v1/loyalty_service';

/** Where an order is placed. */
export interface AtCafe {
  cafeId: string;
  organisationId: string;
}

/** What the order service asks of customers. */
export interface Customers {
  /**
   * Refuses with NOT_FOUND to put anybody on an order who is neither a customer of its organisation, nor one of another owner in
   * the café's points network, nor the caller. Who is one is remembered, so that their next orders wait for nobody.
   */
  check(call: Call, at: AtCafe, customerId: string): Promise<void>;
}

/** Nobody ceases to be a customer but by being erased: what was found stays true for a while. */
const REMEMBERED = { freshMs: 60_000, usableMs: 600_000, max: 20_000 };

/** Customers, as the customer service knows them. Nothing of them is kept but that they are. */
export function customersPeer(host: ServiceHost): Customers {
  const peer = host.peer(CustomerServiceDefinition);
  const loyalty = host.peer(LoyaltyServiceDefinition);
  /** Whether they are a customer of another owner whose cafés share a points network with this one. */
  const isNetworkMember = async (cafeId: string, customerId: string, on: OnBehalf): Promise<boolean> => {
    const { organisationIds: theirs } = await peer.listCustomerOrganisations({ customerId }, on);
    if (theirs.length === 0) return false;
    const { organisationIds: ours } = await loyalty.listNetworkOrganisations({ cafeId }, on);
    return theirs.some((organisationId) => ours.includes(organisationId));
  };
  const known = freshCopies<true>(async (key, _, on) => {
    const [organisationId = '', cafeId = '', customerId = ''] = key.split(' ');
    try {
      await peer.getCustomer({ organisationId, customerId }, on);
    } catch (error) {
      const isStranger = error instanceof Refusal && error.code === 'NOT_FOUND';
      if (!isStranger || !(await isNetworkMember(cafeId, customerId, on))) throw error;
    }
    return true;
  }, REMEMBERED);
  return {
    async check({ principal }, { organisationId, cafeId }, customerId) {
      if (customerId === principal.customerId || customerId === principal.id) return;
      try {
        await known.get(`${organisationId} ${cafeId} ${customerId}`);
      } catch (error) {
        throw error instanceof Refusal && error.code === 'NOT_FOUND'
          ? notFound('customer', customerId)
          : error;
      }
    },
  };
}
