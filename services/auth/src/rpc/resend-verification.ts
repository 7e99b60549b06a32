import type { Rpc } from '@sippy/kit/call';
import { normaliseEmail } from '@sippy/kit/formats';
import type {
  ResendVerificationRequest,
  ResendVerificationResponse,
} from '@sippy/proto/auth/v1/auth_service';
import type { AuthContext } from '../context.ts';
import { takeTry } from '../steps/account-limits.ts';
import { queueMail } from '../store/mails.ts';

/** Has the link for verification mailed again. The account is not even looked at here: the sender of the mail does that. */
export const resendVerification =
  (ctx: AuthContext): Rpc<ResendVerificationRequest, ResendVerificationResponse> =>
  async (request, call) => {
    const email = normaliseEmail(request.email);
    await takeTry(ctx.limits, 'mailByIp', call.ip);
    await takeTry(ctx.limits, 'mail', email);
    await queueMail(ctx.db, { kind: 'VERIFY', recipient: email }, ctx.clock.now());
    return {};
  };
