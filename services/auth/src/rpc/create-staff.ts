import type { Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { once, onceKey } from '@sippy/kit/once';
import { invalidField } from '@sippy/kit/refusal';
import { organisationScope } from '@sippy/kit/scope';
import { CreateStaffRequest, type CreateStaffResponse } from '@sippy/proto/auth/v1/staff_service';
import type { AuthContext } from '../context.ts';
import { authorityIn, readRights } from '../domain/rights.ts';
import { checkPin } from '../domain/secret-rules.ts';
import { pinOf } from '../secrets/hasher.ts';
import { checkMayHandleAll, readBack } from '../steps/staff-access.ts';
import { insertStaff } from '../store/staff.ts';

/** Adds a member of staff with rights and, where given, a PIN. */
export const createStaff =
  (ctx: AuthContext): Rpc<CreateStaffRequest, CreateStaffResponse> =>
  async (request, call) => {
    const { organisationId, name } = request;
    const rights = readRights(request.rights, 'rights');
    const authority = authorityIn(organisationId, call.principal.grants);
    checkMayHandleAll(authority, rights);
    // Whoever has no rights is seen by no manager of a café.
    if (rights.length === 0 && !authority.managesOrganisation)
      throw invalidField('rights', 'must name a café of yours');
    if (request.pin !== '') checkPin(request.pin, 'pin');
    // The PIN is left out of what is remembered: a digest of four digits is the four digits.
    const key = onceKey(call, { ...request, pin: '' }, (r) => CreateStaffRequest.encode(r).finish());
    const staffId = await once(
      ctx.db,
      call,
      key,
      async () => {
        const id = request.staffId || newId();
        const pinHash = request.pin === '' ? undefined : await ctx.pins.hash(pinOf(id, request.pin));
        const staff = { staffId: id, organisationId, name, rights, pinHash };
        await insertStaff(ctx.db, organisationScope(organisationId), key, staff, ctx.clock.now());
        return id;
      },
      async (made) => (made as { staffId: string }).staffId,
    );
    return { staff: await readBack(ctx, call, staffId) };
  };
