import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import { notFound } from '@sippy/kit/refusal';
import { organisationScope } from '@sippy/kit/scope';
import type { ListStaffRequest, ListStaffResponse } from '@sippy/proto/auth/v1/staff_service';
import type { AuthContext } from '../context.ts';
import { authorityIn } from '../domain/rights.ts';
import { shownTo } from '../steps/staff-access.ts';
import { listStaff as readStaff } from '../store/staff.ts';

/** Lists the staff that the caller may see, by name. */
export const listStaff =
  (ctx: AuthContext): Rpc<ListStaffRequest, ListStaffResponse> =>
  async (request, call) => {
    const { organisationId, cafeId, includeDeactivated } = request;
    const list = `staff:${organisationId}:${cafeId}:${includeDeactivated}`;
    const page = decodePage(request.page, list, ['text', 'uuid']);
    const authority = authorityIn(organisationId, call.principal.grants);
    const readable = [...authority.cafeIds].filter((id) => authority.can('staff.read', id));
    if (cafeId !== '' && !readable.includes(cafeId)) throw notFound('café', cafeId);
    const cafeIds = cafeId !== '' ? [cafeId] : authority.managesOrganisation ? 'all' : readable;
    const scope = organisationScope(organisationId);
    const found = await readStaff(ctx.prisma, scope, { organisationId, cafeIds, includeDeactivated }, page);
    const { rows, nextPageToken } = cutPage(found, page, list, (staff) => [staff.name, staff.staffId]);
    return { staff: rows.map((staff) => shownTo(call, staff)), pageInfo: { nextPageToken } };
  };
