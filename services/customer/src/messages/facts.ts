import type { NewEvent } from '@sippy/kit/events';
import { CustomerCreated, CustomerUpdated } from '@sippy/proto/customer/v1/customer_event';

/** customer.created */
export function customerCreated(customerId: string, organisationId = '', homeCafeId = ''): NewEvent {
  return {
    type: 'customer.created',
    aggregate: { type: 'customer', id: customerId, version: 1n },
    organisationId: organisationId || undefined,
    cafeId: homeCafeId || undefined,
    payload: CustomerCreated.encode({ customerId, organisationId, homeCafeId }).finish(),
  };
}

/** customer.updated */
export function customerUpdated(customerId: string, version: bigint, organisationId = ''): NewEvent {
  return {
    type: 'customer.updated',
    aggregate: { type: 'customer', id: customerId, version },
    organisationId: organisationId || undefined,
    payload: CustomerUpdated.encode({ customerId, organisationId }).finish(),
  };
}
