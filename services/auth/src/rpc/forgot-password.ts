import type { Rpc } from '@sippy/kit/call';
import { normaliseEmail } from '@sippy/kit/formats';
import type { ForgotPasswordRequest, ForgotPasswordResponse } from '@sippy/proto/auth/v1/auth_service';
import type { AuthContext } from '../context.ts';
import { takeTry } from '../steps/account-limits.ts';
import { queueMail } from '../store/mails.ts';

/** Has a link for a new password mailed. The account is not even looked at here: the sender of the mail does that. */
export const forgotPassword =
  (ctx: AuthContext): Rpc<ForgotPasswordRequest, ForgotPasswordResponse> =>
  async (request, call) => {
    const email = normaliseEmail(request.email);
    await takeTry(ctx.limits, 'mailByIp', call.ip);
    await takeTry(ctx.limits, 'mail', email);
    await queueMail(ctx.db, { kind: 'FORGOT', recipient: email }, ctx.clock.now());
    return {};
  };
