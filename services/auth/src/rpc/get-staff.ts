import type { Rpc } from '@sippy/kit/call';
import type { GetStaffRequest, GetStaffResponse } from '@sippy/proto/auth/v1/staff_service';
import type { AuthContext } from '../context.ts';
import { reachStaff, shownTo } from '../steps/staff-access.ts';

/** Reads a member of staff. */
export const getStaff =
  (ctx: AuthContext): Rpc<GetStaffRequest, GetStaffResponse> =>
  async ({ staffId }, call) => {
    const { staff } = await reachStaff(ctx, call, staffId);
    return { staff: shownTo(call, staff) };
  };
