import { organisationOf, type Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import type {
  ListModifierGroupsRequest,
  ListModifierGroupsResponse,
} from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { NAME_KEY } from '../store/read-entries.ts';

/** Lists the modifier groups of an organisation. */
export const listModifierGroups =
  (ctx: CatalogContext): Rpc<ListModifierGroupsRequest, ListModifierGroupsResponse> =>
  async (request, call) => {
    const organisationId = organisationOf(call);
    const list = `modifier groups ${organisationId}`;
    const page = decodePage(request.page, list, NAME_KEY);
    const found = await ctx.entries.groups(organisationId, page);
    const { rows, nextPageToken } = cutPage(found, page, list, (row) => [row.name, row.modifierGroupId]);
    return { modifierGroups: [...rows], pageInfo: { nextPageToken } };
  };
