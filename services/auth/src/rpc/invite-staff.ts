import type { Rpc } from '@sippy/kit/call';
import { normaliseEmail } from '@sippy/kit/formats';
import { once, onceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import { InviteStaffRequest, type InviteStaffResponse } from '@sippy/proto/auth/v1/staff_service';
import type { AuthContext } from '../context.ts';
import { staffDeactivated, staffExists } from '../domain/refusals.ts';
import { staffUpdated } from '../messages/facts.ts';
import { takeTry } from '../steps/account-limits.ts';
import { checkMayHandleAll, reachStaff, readBack } from '../steps/staff-access.ts';
import { dropLinksIn } from '../store/links.ts';
import { queueMailIn } from '../store/mails.ts';
import { lockStaffIn, updateStaffIn } from '../store/staff.ts';

/** Has an invitation mailed to a member of staff; links of earlier ones work no more. */
export const inviteStaff =
  (ctx: AuthContext): Rpc<InviteStaffRequest, InviteStaffResponse> =>
  async (request, call) => {
    const { staffId } = request;
    const email = normaliseEmail(request.email);
    const { staff, authority } = await reachStaff(ctx, call, staffId);
    checkMayHandleAll(authority, staff.rights);
    const key = onceKey(call, request, (r) => InviteStaffRequest.encode(r).finish());
    await once(
      ctx.db,
      call,
      key,
      async () => {
        await takeTry(ctx.limits, 'mail', email);
        const now = ctx.clock.now();
        // Mail and links lie outside every organisation, so this runs under the service's own scope.
        await ctx.db.transaction(serviceScope, async (tx) => {
          await tx.once(key, { staffId });
          const locked = await lockStaffIn(tx, staffId);
          if (!locked) throw notFound('member of staff', staffId);
          checkMayHandleAll(authority, locked.rights);
          if (locked.status !== 'ACTIVE') throw staffDeactivated();
          if (locked.userId !== null) throw staffExists();
          const updated = await updateStaffIn(tx, locked, { email });
          await tx.append([staffUpdated({ ...updated, rights: locked.rights })]);
          await dropLinksIn(tx, 'INVITE', { staffId });
          await queueMailIn(tx, { kind: 'INVITED', recipient: email, staffId }, now);
        });
      },
      async () => undefined,
    );
    return { staff: await readBack(ctx, call, staffId) };
  };
