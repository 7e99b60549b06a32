import type { Rpc } from '@sippy/kit/call';
import type { GetJwksRequest } from '@sippy/proto/auth/v1/auth_service';
import type { HttpBody } from '@sippy/proto/google/api/httpbody';
import type { AuthContext } from '../context.ts';

/** The public keys as a JWK set. */
export const getJwks = (ctx: AuthContext): Rpc<GetJwksRequest, HttpBody> => {
  const data = Buffer.from(JSON.stringify({ keys: ctx.keys.publicKeys }));
  return async (_, call) => {
    call.setHeader('cache-control', 'public, max-age=300');
    return { contentType: 'application/json', data, extensions: [] };
  };
};
