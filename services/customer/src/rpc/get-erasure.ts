import type { Rpc } from '@sippy/kit/call';
import { notFound } from '@sippy/kit/refusal';
import type { GetErasureRequest, GetErasureResponse } from '@sippy/proto/customer/v1/privacy_service';
import type { CustomerContext } from '../context.ts';
import { erasureMessage } from '../messages/answers.ts';
import { findErasure } from '../store/erasures.ts';

/** Tells how far an erasure is. */
export const getErasure =
  (ctx: CustomerContext): Rpc<GetErasureRequest, GetErasureResponse> =>
  async ({ erasureId }) => {
    const erasure = await findErasure(ctx.db, erasureId);
    if (!erasure) throw notFound('erasure', erasureId);
    return { erasure: erasureMessage(erasure) };
  };
