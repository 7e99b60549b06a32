import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { invalidField } from '@sippy/kit/refusal';
import {
  UpdateModifierGroupRequest,
  type UpdateModifierGroupResponse,
} from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { put, thing } from '../domain/catalogue.ts';
import { change } from './change.ts';
import { ownGroup } from './ids.ts';
import { authorisedOwner } from './ownership.ts';

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
        thing(catalogue, 'groups', id, version);
        return put(catalogue, 'groups', id, group);
      },
    });
    return { modifierGroup: await ctx.things.group(call.scope, id) };
  };
