import type { Call } from '@sippy/kit/call';
import { freshCopies } from '@sippy/kit/fresh-copies';
import { notFound, Refusal } from '@sippy/kit/refusal';
import type { ServiceHost } from '@sippy/kit/service';
import { CustomerServiceDefinition } from '@sippy/proto/customer/v1/customer_service';

/** What the order service asks of customers. */
export interface Customers {
  /**
   * Refuses with NOT_FOUND to put anybody on an order who is neither a customer of its organisation nor the caller. Who is
   * one is remembered, so that their next orders wait for nobody.
   */
  check(call: Call, organisationId: string, customerId: string): Promise<void>;
}

/** Nobody ceases to be a customer but by being erased: what was found stays true for a while. */
const REMEMBERED = { freshMs: 60_000, usableMs: 600_000, max: 20_000 };

/** Customers, as the customer service knows them. Nothing of them is kept but that they are. */
export function customersPeer(host: ServiceHost): Customers {
  const peer = host.peer(CustomerServiceDefinition);
  const known = freshCopies<true>(async (key, _, on) => {
    const [organisationId = '', customerId = ''] = key.split(' ');
    await peer.getCustomer({ organisationId, customerId }, on);
    return true;
  }, REMEMBERED);
  return {
    async check({ principal }, organisationId, customerId) {
      if (customerId === principal.customerId || customerId === principal.id) return;
      try {
        await known.get(`${organisationId} ${customerId}`);
      } catch (error) {
        throw error instanceof Refusal && error.code === 'NOT_FOUND'
          ? notFound('customer', customerId)
          : error;
      }
    },
  };
}
