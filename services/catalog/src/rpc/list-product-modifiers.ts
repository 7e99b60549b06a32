import type { Rpc } from '@sippy/kit/call';
import { organisationScope } from '@sippy/kit/scope';
import type {
  ListProductModifiersRequest,
  ListProductModifiersResponse,
} from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';

/** Lists the modifier groups of a product, those nested in them behind them. */
export const listProductModifiers =
  (ctx: CatalogContext): Rpc<ListProductModifiersRequest, ListProductModifiersResponse> =>
  async (request, call) => {
    const product = await ctx.entries.product(call.scope, request.productId);
    call.authoriseOrganisation(product.organisationId);
    const scope = organisationScope(product.organisationId);
    const groups = await ctx.entries.groupsByIds(scope, product.modifierGroupIds);
    const nested = groups.flatMap((group) => group.modifiers.map((modifier) => modifier.nestedGroupId));
    const others = [...new Set(nested)].filter((id) => id !== '' && !product.modifierGroupIds.includes(id));
    return { modifierGroups: [...groups, ...(await ctx.entries.groupsByIds(scope, others))] };
  };
