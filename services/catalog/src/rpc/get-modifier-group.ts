import type { Rpc } from '@sippy/kit/call';
import type {
  GetModifierGroupRequest,
  GetModifierGroupResponse,
} from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';

/** Reads a modifier group. */
export const getModifierGroup =
  (ctx: CatalogContext): Rpc<GetModifierGroupRequest, GetModifierGroupResponse> =>
  async (request, call) => {
    const modifierGroup = await ctx.entries.group(call.scope, request.modifierGroupId);
    call.authoriseOrganisation(modifierGroup.organisationId);
    return { modifierGroup };
  };
