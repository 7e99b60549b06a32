import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import {
  DeleteModifierGroupRequest,
  type DeleteModifierGroupResponse,
} from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { withoutGroup } from '../domain/catalogue.ts';
import { removeEntry } from '../steps/remove-entry.ts';

/** Deletes a modifier group that nothing uses. */
export const deleteModifierGroup =
  (ctx: CatalogContext): Rpc<DeleteModifierGroupRequest, DeleteModifierGroupResponse> =>
  async (request, call) => {
    const id = request.modifierGroupId;
    const key = onceKey(call, request, (r) => DeleteModifierGroupRequest.encode(r).finish());
    await removeEntry(ctx, call, key, {
      part: 'groups',
      id,
      from: (catalogue) => withoutGroup(catalogue, id),
    });
    return {};
  };
