import type { Call, Rpc } from '@sippy/kit/call';
import { withScope } from '@sippy/kit/db';
import { cutPage, decodePage, type Page } from '@sippy/kit/page';
import type { ListCafesRequest, ListCafesResponse } from '@sippy/proto/cafe/v1/cafe_service';
import type { Prisma } from '../../gen/prisma/client.ts';
import type { CafeContext } from '../context.ts';
import { cafeOf } from '../store/cafe-rows.ts';

/** Lists the cafés of an organisation: all for those who manage it, else those at which the caller has a right. */
export const listCafes =
  (ctx: CafeContext): Rpc<ListCafesRequest, ListCafesResponse> =>
  async (request, call) => {
    const list = `cafes ${request.organisationId}`;
    const page = decodePage(request.page, list, ['text', 'uuid']);
    const found = await withScope(call.scope, async () =>
      ctx.prisma.cafe.findMany({
        where: {
          organisation_id: request.organisationId,
          ...visibleTo(call, request.organisationId),
          ...after(page),
        },
        orderBy: [{ name: 'asc' }, { cafe_id: 'asc' }],
        take: page.size + 1,
      }),
    );
    const { rows, nextPageToken } = cutPage(found, page, list, (row) => [row.name, row.cafe_id]);
    return { cafes: rows.map(cafeOf), pageInfo: { nextPageToken } };
  };

function visibleTo(call: Call, organisationId: string): Prisma.cafeWhereInput {
  const grants = call.principal.grants.filter((grant) => grant.organisationId === organisationId);
  if (grants.some((grant) => grant.permissions.includes('organisation.manage'))) return {};
  return {
    cafe_id: { in: grants.filter((g) => g.permissions.includes('cafe.read')).flatMap((g) => g.cafeIds) },
  };
}

function after({ after: key }: Page<readonly ['text', 'uuid']>): Prisma.cafeWhereInput {
  if (!key) return {};
  const [name, id] = key;
  return { AND: [{ OR: [{ name: { gt: name } }, { name, cafe_id: { gt: id } }] }] };
}
