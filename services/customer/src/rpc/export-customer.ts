import type { StreamRpc } from '@sippy/kit/call';
import type { ExportCustomerRequest } from '@sippy/proto/customer/v1/privacy_service';
import type { HttpBody } from '@sippy/proto/google/api/httpbody';
import type { CustomerContext } from '../context.ts';
import { exportParts } from '../steps/export-file.ts';
import { getCustomer } from '../store/customers.ts';
import { idsOfPerson } from '../store/personal-data.ts';

/** Gives all that an organisation keeps of a customer. */
export const exportCustomer = (ctx: CustomerContext): StreamRpc<ExportCustomerRequest, HttpBody> =>
  async function* ({ organisationId, customerId: asked }, call) {
    const { customerId } = await getCustomer(ctx.db, organisationId, asked);
    const customerIds = await idsOfPerson(ctx.db, customerId);
    call.setHeader('content-disposition', `attachment; filename="customer-${customerId}.json"`);
    yield* exportParts(ctx, customerId, { customerIds, organisationId });
  };
