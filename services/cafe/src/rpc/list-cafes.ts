import type { Call, Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import type { ListCafesRequest, ListCafesResponse } from '@sippy/proto/cafe/v1/cafe_service';
import type { CafeContext } from '../context.ts';
import { listCafes as readCafes } from '../store/list-cafes.ts';

/** Lists the cafés of an organisation: all for those who manage it, else those at which the caller has a right. */
export const listCafes =
  (ctx: CafeContext): Rpc<ListCafesRequest, ListCafesResponse> =>
  async ({ organisationId, page: asked }, call) => {
    const list = `cafes ${organisationId}`;
    const page = decodePage(asked, list, ['text', 'uuid']);
    const filter = { organisationId, cafeIds: visibleTo(call, organisationId) };
    const found = await readCafes(ctx.prisma, call.scope, filter, page);
    const { rows, nextPageToken } = cutPage(found, page, list, (cafe) => [cafe.name, cafe.cafeId]);
    return { cafes: [...rows], pageInfo: { nextPageToken } };
  };

function visibleTo(call: Call, organisationId: string): string[] | 'all' {
  const grants = call.principal.grants.filter((grant) => grant.organisationId === organisationId);
  if (grants.some((grant) => grant.permissions.includes('organisation.manage'))) return 'all';
  return grants.filter((g) => g.permissions.includes('cafe.read')).flatMap((g) => g.cafeIds);
}
