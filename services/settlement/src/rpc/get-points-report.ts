import { organisationOf, type Rpc } from '@sippy/kit/call';
import type {
  GetPointsReportRequest,
  GetPointsReportResponse,
} from '@sippy/proto/settlement/v1/settlement_service';
import type { SettlementContext } from '../context.ts';
import { pointsReport } from '../domain/points-report.ts';
import { monthOfRequest } from '../steps/month-of.ts';
import { queryOf, valuesOf } from '../store/month-sums.ts';
import { getNetwork } from '../store/networks.ts';
import { movedPoints, outstandingPoints, spentPoints } from '../store/points-report.ts';

/** Reports what became of points, to an owner of their own cafés, to the administrator of all. */
export const getPointsReport =
  (ctx: SettlementContext): Rpc<GetPointsReportRequest, GetPointsReportResponse> =>
  async ({ networkId, month: asked }, call) => {
    const month = monthOfRequest(asked);
    const network = await getNetwork(ctx.db, call.scope, networkId);
    const caller = organisationOf(call);
    const whose = caller === network.administratorId ? null : caller;
    const query = queryOf(ctx.db);
    const moved = await movedPoints(query, networkId, month, whose);
    const outstanding = await outstandingPoints(query, networkId, month, whose);
    const spent = await spentPoints(query, networkId, month, whose);
    const returning = await ctx.members.returning(networkId, month, call);
    const cafes = pointsReport({ moved, outstanding, spent, returning }, valuesOf(network));
    const money = (minor: bigint) => ({ currencyCode: network.currencyCode, minor });
    return {
      cafes: cafes.map(({ minor, ages, spentMinor, costMinor, ...cafe }) => ({
        ...{ ...cafe, liability: money(minor), redeemedValue: money(spentMinor) },
        costPerReturningMember: costMinor === undefined ? undefined : money(costMinor),
        ages: ages.map((age) => ({
          fromDays: age.fromDays,
          points: age.points,
          liability: money(age.minor),
        })),
      })),
    };
  };
