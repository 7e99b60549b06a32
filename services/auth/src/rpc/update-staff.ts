import type { Rpc } from '@sippy/kit/call';
import { once, onceKey } from '@sippy/kit/once';
import { invalidField, notFound, staleVersion } from '@sippy/kit/refusal';
import { organisationScope } from '@sippy/kit/scope';
import { UpdateStaffRequest, type UpdateStaffResponse } from '@sippy/proto/auth/v1/staff_service';
import type { AuthContext } from '../context.ts';
import { type Authority, checkMayHandle, isOwnership, type Right, readRights } from '../domain/rights.ts';
import { staffUpdated } from '../messages/facts.ts';
import { checkMayHandleAll, checkOtherOwnerIn, reachStaff, readBack } from '../steps/staff-access.ts';
import { removeRightsIn, rightsIn, saveRightsIn } from '../store/rights.ts';
import { lockStaffIn, updateStaffIn } from '../store/staff.ts';

/** Changes name and rights of a member of staff. */
export const updateStaff =
  (ctx: AuthContext): Rpc<UpdateStaffRequest, UpdateStaffResponse> =>
  async (request, call) => {
    const { staffId } = request;
    const { staff, authority } = await reachStaff(ctx, call, staffId);
    const change = readChange(request);
    const key = onceKey(call, request, (r) => UpdateStaffRequest.encode(r).finish());
    const write = () =>
      ctx.db.transaction(organisationScope(staff.organisationId), async (tx) => {
        await tx.once(key, { staffId });
        const locked = await lockStaffIn(tx, staffId);
        if (!locked) throw notFound('member of staff', staffId);
        if (locked.version !== request.version) throw staleVersion('member of staff', locked.version);
        const lost = checkChange(authority, locked.rights, change);
        if (request.name !== '') checkMayHandleAll(authority, locked.rights);
        if (lost.some(isOwnership) && locked.status === 'ACTIVE') await checkOtherOwnerIn(tx, locked);
        await removeRightsIn(tx, staffId, change.remove);
        await saveRightsIn(tx, locked, change.set);
        const updated = await updateStaffIn(tx, locked, request.name === '' ? {} : { name: request.name });
        await tx.append([staffUpdated({ ...updated, rights: await rightsIn(tx, staffId) })]);
      });
    await once(ctx.db, call, key, write, async () => undefined);
    return { staff: await readBack(ctx, call, staffId) };
  };

interface RightsChange {
  set: readonly Right[];
  remove: readonly (string | null)[];
}

function readChange(request: UpdateStaffRequest): RightsChange {
  const set = readRights(request.setRights, 'set_rights');
  const remove = [...request.removeCafeIds, ...(request.removeOrganisationRight ? [null] : [])];
  if (set.some((right) => remove.includes(right.cafeId))) {
    throw invalidField('remove_cafe_ids', 'must not name a place where set_rights sets a right');
  }
  return { set, remove };
}

/** Refuses unless the caller may handle each right that comes, and each that goes; gives those that go. */
function checkChange(authority: Authority, held: readonly Right[], { set, remove }: RightsChange): Right[] {
  const places = [...remove, ...set.map((right) => right.cafeId)];
  const touched = held.filter((right) => places.includes(right.cafeId));
  for (const right of [...touched, ...set]) checkMayHandle(authority, right);
  return touched.filter(
    (right) => !set.some((next) => next.cafeId === right.cafeId && next.role === right.role),
  );
}
