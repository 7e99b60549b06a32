import type { Rpc } from '@sippy/kit/call';
import { personalPage, subjectOf } from '@sippy/kit/personal-data';
import type {
  ExportPersonalDataRequest,
  ExportPersonalDataResponse,
} from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { personalSections } from '../store/personal-data.ts';

/** Reads what is kept of a person. */
export const exportPersonalData =
  (ctx: LoyaltyContext): Rpc<ExportPersonalDataRequest, ExportPersonalDataResponse> =>
  async ({ subject, pageToken }) =>
    personalPage(ctx.db, personalSections, subjectOf(subject), pageToken);
