import { organisationOf, type Rpc } from '@sippy/kit/call';
import { once, onceKey } from '@sippy/kit/once';
import { tooManyRequests } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import { readCode } from '@sippy/kit/secret-code';
import { JoinNetworkRequest, type JoinNetworkResponse } from '@sippy/proto/settlement/v1/network_service';
import type { SettlementContext } from '../context.ts';
import { withCafes } from '../domain/network.ts';
import { codeInvalid } from '../domain/refusals.ts';
import { networkMessage } from '../messages/network.ts';
import { joinDayOf, joiningCafes } from '../steps/joining-cafes.ts';
import { takeInvitation } from '../store/invitations.ts';
import { getNetwork, keepChangedNetwork, lockedNetwork, requireFree } from '../store/networks.ts';

/** Enough for typing errors, far too few to try out codes. */
const LIMIT = { max: 10, perMs: 60_000 };

/** Joins the network that a code belongs to. */
export const joinNetwork =
  (ctx: SettlementContext): Rpc<JoinNetworkRequest, JoinNetworkResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => JoinNetworkRequest.encode(r).finish());
    const organisationId = organisationOf(call);
    const { allowed, retryAfterMs } = await ctx.limits.take(`join:${organisationId}`, LIMIT);
    if (!allowed) throw tooManyRequests(retryAfterMs);
    const cafes = await joiningCafes(ctx, call, request.cafeIds);
    const now = ctx.clock.now();
    const network = await once(
      ctx.db,
      call,
      key,
      () =>
        ctx.db.transaction(serviceScope, async (tx) => {
          const invitation = await takeInvitation(tx, readCode(request.code), now);
          // A twin finds the code used: its request row says that it was this very request.
          await tx.once(key, { networkId: invitation?.networkId ?? '' });
          if (!invitation) throw codeInvalid();
          const current = await lockedNetwork(tx, invitation.networkId);
          const joinDay = joinDayOf(request.joinDay, current.timeZone, now);
          await requireFree(tx, request.cafeIds, joinDay);
          return keepChangedNetwork(tx, withCafes(current, organisationId, cafes, joinDay));
        }),
      (made) => getNetwork(ctx.db, call.scope, (made as { networkId: string }).networkId),
    );
    return { network: networkMessage(network) };
  };
