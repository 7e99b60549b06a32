import type { StreamRpc } from '@sippy/kit/call';
import type { ExportMyDataRequest } from '@sippy/proto/customer/v1/privacy_service';
import type { HttpBody } from '@sippy/proto/google/api/httpbody';
import type { CustomerContext } from '../context.ts';
import { exportParts } from '../steps/export-file.ts';
import { ownProfile } from '../steps/own-profile.ts';
import { idsOfPerson } from '../store/personal-data.ts';

/** Gives the caller all that is kept of them. */
export const exportMyData = (ctx: CustomerContext): StreamRpc<ExportMyDataRequest, HttpBody> =>
  async function* (_, call) {
    const { customerId } = await ownProfile(ctx, call);
    const customerIds = await idsOfPerson(ctx.db, customerId);
    call.setHeader('content-disposition', 'attachment; filename="my-data.json"');
    yield* exportParts(ctx, customerId, { customerIds, organisationId: '' });
  };
