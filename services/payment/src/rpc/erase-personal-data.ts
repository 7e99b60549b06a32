import type { Rpc } from '@sippy/kit/call';
import { subjectOf } from '@sippy/kit/personal-data';
import type {
  ErasePersonalDataRequest,
  ErasePersonalDataResponse,
} from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import { forgetAddresses } from '../store/personal-data.ts';

/** Removes what is personal of a person. */
export const erasePersonalData =
  (ctx: PaymentContext): Rpc<ErasePersonalDataRequest, ErasePersonalDataResponse> =>
  async ({ subject }) => {
    await forgetAddresses(ctx.db, subjectOf(subject));
    return { nextPageToken: '' };
  };
