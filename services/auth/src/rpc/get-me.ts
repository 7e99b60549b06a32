import type { Call, Rpc } from '@sippy/kit/call';
import { notFound } from '@sippy/kit/refusal';
import { organisationScope, serviceScope } from '@sippy/kit/scope';
import type { GetMeRequest, GetMeResponse } from '@sippy/proto/auth/v1/auth_service';
import type { AuthContext } from '../context.ts';
import { deviceMessage, staffMessage, userMessage } from '../messages/answers.ts';
import { findDevice } from '../store/devices.ts';
import { findStaff, membershipsOf } from '../store/staff.ts';
import { findUser } from '../store/users.ts';

/** Says who the caller is and what the access token allows. */
export const getMe =
  (ctx: AuthContext): Rpc<GetMeRequest, GetMeResponse> =>
  async (_, { principal }) => ({
    authorities: principal.grants.map(({ organisationId, cafeIds, permissions }) => ({
      organisationId,
      cafeIds: [...cafeIds],
      permissions: [...permissions],
    })),
    ...(await whoIs(ctx, principal)),
  });

async function whoIs(
  ctx: AuthContext,
  { kind, id, grants }: Call['principal'],
): Promise<Pick<GetMeResponse, 'caller' | 'memberships'>> {
  const scope = organisationScope(...grants.map((grant) => grant.organisationId));
  if (kind === 'staff') {
    const staff = await findStaff(ctx.prisma, scope, id);
    if (!staff) throw notFound('member of staff', id);
    return { caller: { $case: 'staff', value: staffMessage(staff) }, memberships: [] };
  }
  if (kind === 'device') {
    const device = await findDevice(ctx.prisma, scope, id);
    if (!device) throw notFound('device', id);
    return { caller: { $case: 'device', value: deviceMessage(device) }, memberships: [] };
  }
  const user = await findUser(ctx.db, id);
  if (!user) throw notFound('user', id);
  const memberships = await membershipsOf(ctx.prisma, serviceScope, id);
  return {
    caller: { $case: 'user', value: userMessage(user) },
    memberships: memberships.map((staff) => staffMessage(staff)),
  };
}
