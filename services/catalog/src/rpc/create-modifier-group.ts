import { organisationOf, type Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { invalidField } from '@sippy/kit/refusal';
import { organisationScope } from '@sippy/kit/scope';
import {
  CreateModifierGroupRequest,
  type CreateModifierGroupResponse,
} from '@sippy/proto/catalog/v1/catalog_service';
import type { CatalogContext } from '../context.ts';
import { added } from '../domain/catalogue.ts';
import { ownGroup } from '../messages/requests.ts';
import { change, idMade } from '../steps/change-catalogue.ts';

/** Creates a modifier group. */
export const createModifierGroup =
  (ctx: CatalogContext): Rpc<CreateModifierGroupRequest, CreateModifierGroupResponse> =>
  async (request, call) => {
    if (!request.modifierGroup) throw invalidField('modifier_group', 'must be set');
    const organisationId = organisationOf(call);
    const group = ownGroup(request.modifierGroup, organisationId);
    const id = group.modifierGroupId;
    const made = await change(ctx, call, {
      organisationId,
      key: onceKey(call, request, (r) => CreateModifierGroupRequest.encode(r).finish()),
      made: { id },
      apply: (catalogue) => added(catalogue, 'groups', id, group),
    });
    return { modifierGroup: await ctx.entries.group(organisationScope(organisationId), idMade(made)) };
  };
