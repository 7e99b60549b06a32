import type { Rpc } from '@sippy/kit/call';
import { personalPage, subjectOf } from '@sippy/kit/personal-data';
import type {
  ExportPersonalDataRequest,
  ExportPersonalDataResponse,
} from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import { personalSections } from '../store/personal-data.ts';

/** Reads what is kept of a person. */
export const exportPersonalData =
  (ctx: PaymentContext): Rpc<ExportPersonalDataRequest, ExportPersonalDataResponse> =>
  async ({ subject, pageToken }) =>
    personalPage(ctx.db, personalSections, subjectOf(subject), pageToken);
