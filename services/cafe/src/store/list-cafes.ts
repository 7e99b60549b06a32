import { withScope } from '@sippy/kit/db';
import type { Page } from '@sippy/kit/page';
import type { Scope } from '@sippy/kit/scope';
import type { Prisma, PrismaClient } from '../../gen/prisma/client.ts';
import { cafeOf, type StoredCafe } from '../messages/answers.ts';

/** Cafés of an organisation by name, all or those named; one more than the page holds, if there are more. */
export async function listCafes(
  prisma: PrismaClient,
  scope: Scope,
  filter: { organisationId: string; cafeIds: readonly string[] | 'all' },
  page: Page<readonly ['text', 'uuid']>,
): Promise<StoredCafe[]> {
  const { organisationId, cafeIds } = filter;
  const rows = await withScope(scope, async () =>
    prisma.cafe.findMany({
      where: {
        organisation_id: organisationId,
        ...(cafeIds !== 'all' && { cafe_id: { in: [...cafeIds] } }),
        ...after(page),
      },
      orderBy: [{ name: 'asc' }, { cafe_id: 'asc' }],
      take: page.size + 1,
    }),
  );
  return rows.map(cafeOf);
}

function after({ after: key }: Page<readonly ['text', 'uuid']>): Prisma.cafeWhereInput {
  if (!key) return {};
  const [name, id] = key;
  return { AND: [{ OR: [{ name: { gt: name } }, { name, cafe_id: { gt: id } }] }] };
}
