import type { Rpc } from '@sippy/kit/call';
import { once, onceKey, remembered } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { EraseCustomerRequest, type EraseCustomerResponse } from '@sippy/proto/customer/v1/privacy_service';
import type { CustomerContext } from '../context.ts';
import { erasureMessage } from '../messages/answers.ts';
import { getCustomer } from '../store/customers.ts';
import { beginErasure, type ErasureRow, findErasure } from '../store/erasures.ts';
import { idsOfPerson } from '../store/personal-data.ts';

/** Begins to remove a customer of an organisation. */
export const eraseCustomer =
  (ctx: CustomerContext): Rpc<EraseCustomerRequest, EraseCustomerResponse> =>
  async (request, call) => {
    const { organisationId } = request;
    const key = onceKey(call, request, (r) => EraseCustomerRequest.encode(r).finish());
    const again = async (made: unknown): Promise<ErasureRow> => {
      const { erasureId } = made as { erasureId: string };
      const erasure = await findErasure(ctx.db, erasureId);
      if (!erasure) throw notFound('erasure', erasureId);
      return erasure;
    };
    // Asked again, the customer is not there any more.
    const made = await remembered(ctx.db, call, key);
    if (made !== undefined) return { erasure: erasureMessage(await again(made)) };
    const { customerId, registered } = await getCustomer(ctx.db, organisationId, request.customerId);
    const customerIds = await idsOfPerson(ctx.db, customerId);
    const wish = { customerId, customerIds, organisationId: registered ? organisationId : null };
    const begin = () => beginErasure(ctx.db, key, wish, call.actor, ctx.clock.now());
    return { erasure: erasureMessage(await once(ctx.db, call, key, begin, again)) };
  };
