import type { Rpc } from '@sippy/kit/call';
import type { ListCafeIdsRequest, ListCafeIdsResponse } from '@sippy/proto/cafe/v1/cafe_service';
import type { CafeContext } from '../context.ts';
import { listCafeIds as readCafeIds } from '../store/cafes.ts';

/** Lists the ids of an organisation's cafés, for the tokens of its owners. */
export const listCafeIds =
  (ctx: CafeContext): Rpc<ListCafeIdsRequest, ListCafeIdsResponse> =>
  async (request) => ({ cafeIds: await readCafeIds(ctx.db, request.organisationId) });
