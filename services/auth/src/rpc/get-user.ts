import type { Rpc } from '@sippy/kit/call';
import { notFound } from '@sippy/kit/refusal';
import type { GetUserRequest, GetUserResponse } from '@sippy/proto/auth/v1/auth_service';
import type { AuthContext } from '../context.ts';
import { userMessage } from '../messages/answers.ts';
import { findUser } from '../store/users.ts';

/** Reads an account for another service. */
export const getUser =
  (ctx: AuthContext): Rpc<GetUserRequest, GetUserResponse> =>
  async ({ userId }) => {
    const user = await findUser(ctx.db, userId);
    if (!user) throw notFound('user', userId);
    return { user: userMessage(user) };
  };
