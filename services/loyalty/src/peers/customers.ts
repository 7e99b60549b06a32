import type { OnBehalf } from '@sippy/kit/client';
import type { ServiceHost } from '@sippy/kit/service';
import { CustomerServiceDefinition } from '@sippy/proto/customer/v1/customer_service';

/** What loyalty asks of customers. */
export interface Customers {
  /** The organisations of which somebody is a customer; none where there is no such person. */
  organisationsOf(customerId: string, on: OnBehalf): Promise<readonly string[]>;
  /** On which day of the year (MM-DD) customers have their birthday, of those who have agreed that it is kept. */
  birthdaysOf(customerIds: readonly string[], on: OnBehalf): Promise<ReadonlyMap<string, string>>;
}

/** Customers as the customer service knows them. */
export function customersPeer(host: Pick<ServiceHost, 'peer'>): Customers {
  const peer = host.peer(CustomerServiceDefinition);
  return {
    async organisationsOf(customerId, on) {
      return (await peer.listCustomerOrganisations({ customerId }, on)).organisationIds;
    },
    async birthdaysOf(customerIds, on) {
      if (customerIds.length === 0) return new Map();
      const { birthdays } = await peer.listBirthdays({ customerIds: [...customerIds] }, on);
      return new Map(birthdays.map(({ customerId, monthDay }) => [customerId, monthDay]));
    },
  };
}
