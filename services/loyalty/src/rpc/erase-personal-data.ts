import type { Rpc } from '@sippy/kit/call';
import { subjectOf } from '@sippy/kit/personal-data';
import type {
  ErasePersonalDataRequest,
  ErasePersonalDataResponse,
} from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { forgetNotes } from '../store/personal-data.ts';

/** Removes what is personal of a person. */
export const erasePersonalData =
  (ctx: LoyaltyContext): Rpc<ErasePersonalDataRequest, ErasePersonalDataResponse> =>
  async ({ subject }) => {
    await forgetNotes(ctx.db, subjectOf(subject));
    return { nextPageToken: '' };
  };
