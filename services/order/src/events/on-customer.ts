import { type Consumer, decodePayload } from '@sippy/kit/events';
import { CustomerMerged } from '@sippy/proto/customer/v1/customer_event';
import { rememberMerged } from '../store/merged-customers.ts';

/** Follows customers whose records became one, so that the kept one has the orders of both. */
export function onCustomer(): Consumer {
  return {
    name: 'order-customers',
    stream: 'customer',
    types: ['customer.merged'],
    async apply(tx, events) {
      const merged = events.map((event) => decodePayload(event, CustomerMerged));
      merged.sort((a, b) => (a.mergedCustomerId < b.mergedCustomerId ? -1 : 1));
      for (const each of merged) await rememberMerged(tx, each);
    },
  };
}
