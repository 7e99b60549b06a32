import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { invalidField } from '@sippy/kit/refusal';
import {
  UpdateModifierGroupRequest,
  type UpdateModifierGroupResponse,
} from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { entry, put } from '../domain/catalogue.ts';
import { ownGroup } from '../messages/requests.ts';
import { authorisedOwner } from '../steps/authorised-owner.ts';
import { change } from '../steps/change-catalogue.ts';

/** Replaces a modifier group. */
export const updateModifierGroup =
  (ctx: CatalogContext): Rpc<UpdateModifierGroupRequest, UpdateModifierGroupResponse> =>
  async (request, call) => {
    const { modifierGroup, modifierGroupId: id, version } = request;
    if (!modifierGroup) throw invalidField('modifier_group', 'must be set');
    const organisationId = await authorisedOwner(ctx, call, 'groups', id);
    const group = ownGroup({ ...modifierGroup, modifierGroupId: id }, organisationId);
    await change(ctx, call, {
      organisationId,
      key: onceKey(call, request, (r) => UpdateModifierGroupRequest.encode(r).finish()),
      made: { id },
      apply: (catalogue) => {
        entry(catalogue, 'groups', id, version);
        return put(catalogue, 'groups', id, group);
      },
    });
    return { modifierGroup: await ctx.entries.group(call.scope, id) };
  };
