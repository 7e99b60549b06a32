import { randomInt } from 'node:crypto';
import { organisationOf, type Rpc } from '@sippy/kit/call';
import { once, onceKey } from '@sippy/kit/once';
import { serviceScope } from '@sippy/kit/scope';
import { newCode, showCode } from '@sippy/kit/secret-code';
import {
  InviteToNetworkRequest,
  type InviteToNetworkResponse,
} from '@sippy/proto/settlement/v1/network_service';
import type { SettlementContext } from '../context.ts';
import { INVITATION_MS } from '../domain/invitation.ts';
import { requireAdministrator } from '../domain/network.ts';
import { codeInvalid } from '../domain/refusals.ts';
import { type Invitation, invitationOfRequest, keepInvitation } from '../store/invitations.ts';
import { getNetwork } from '../store/networks.ts';

/** Makes a code by which an organisation can join a network. */
export const inviteToNetwork =
  (ctx: SettlementContext): Rpc<InviteToNetworkRequest, InviteToNetworkResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => InviteToNetworkRequest.encode(r).finish());
    requireAdministrator(await getNetwork(ctx.db, call.scope, request.networkId), organisationOf(call));
    const now = ctx.clock.now();
    const made: Invitation = {
      code: newCode(randomInt),
      networkId: request.networkId,
      organisationId: organisationOf(call),
      expireTime: new Date(now.getTime() + INVITATION_MS),
    };
    const invitation = await once(
      ctx.db,
      call,
      key,
      () =>
        ctx.db.transaction(serviceScope, async (tx) => {
          await tx.once(key, { requestId: request.requestId });
          await keepInvitation(tx, made, request.requestId, now);
          return made;
        }),
      // The code is a secret, so it is remembered with the invitation alone: it is gone once it was used.
      async () => {
        const open = await invitationOfRequest(ctx.db, call.scope, request.requestId, now);
        if (!open) throw codeInvalid();
        return open;
      },
    );
    return { code: showCode(invitation.code), expireTime: invitation.expireTime };
  };
