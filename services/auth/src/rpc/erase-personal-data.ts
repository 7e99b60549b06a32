import type { Rpc } from '@sippy/kit/call';
import { subjectOf } from '@sippy/kit/personal-data';
import type { ErasePersonalDataRequest, ErasePersonalDataResponse } from '@sippy/proto/auth/v1/auth_service';
import type { AuthContext } from '../context.ts';
import { eraseUser } from '../store/personal-data.ts';

/** Removes what is personal of a person. */
export const erasePersonalData =
  (ctx: AuthContext): Rpc<ErasePersonalDataRequest, ErasePersonalDataResponse> =>
  async ({ subject }) => {
    const { customerIds, organisationId } = subjectOf(subject);
    // An account belongs to the person and to no organisation.
    if (organisationId === '')
      for (const userId of customerIds) await eraseUser(ctx.db, userId, ctx.clock.now());
    return { nextPageToken: '' };
  };
