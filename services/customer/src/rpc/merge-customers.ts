import type { Rpc } from '@sippy/kit/call';
import { once, onceKey } from '@sippy/kit/once';
import { invalidField } from '@sippy/kit/refusal';
import {
  MergeCustomersRequest,
  type MergeCustomersResponse,
} from '@sippy/proto/customer/v1/customer_service';
import type { CustomerContext } from '../context.ts';
import { customerMessage } from '../messages/answers.ts';
import { getCustomer } from '../store/customers.ts';
import { mergeCustomers as merge } from '../store/merge.ts';

/** Joins two records of one person. */
export const mergeCustomers =
  (ctx: CustomerContext): Rpc<MergeCustomersRequest, MergeCustomersResponse> =>
  async (request, call) => {
    const { organisationId, customerId, mergedCustomerId } = request;
    if (customerId === mergedCustomerId)
      throw invalidField('merged_customer_id', 'must be another customer than the one that is kept');
    const key = onceKey(call, request, (r) => MergeCustomersRequest.encode(r).finish());
    await once(
      ctx.db,
      call,
      key,
      () => merge(ctx.db, key, request),
      async () => undefined,
    );
    return { customer: customerMessage(await getCustomer(ctx.db, organisationId, customerId)) };
  };
