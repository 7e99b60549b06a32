import type { OnBehalf } from '@sippy/kit/client';
import type { ServiceHost } from '@sippy/kit/service';
import { CustomerServiceDefinition } from '@sippy/proto/customer/v1/customer_service';

/** What loyalty asks of customers. */
export interface Customers {
  /** Refuses with NOT_FOUND where the organisation has no such customer. */
  assertCustomer(organisationId: string, customerId: string, on: OnBehalf): Promise<void>;
}

/** Customers as the customer service knows them. */
export function customersPeer(host: Pick<ServiceHost, 'peer'>): Customers {
  const peer = host.peer(CustomerServiceDefinition);
  return {
    async assertCustomer(organisationId, customerId, on) {
      await peer.getCustomer({ organisationId, customerId }, on);
    },
  };
}
