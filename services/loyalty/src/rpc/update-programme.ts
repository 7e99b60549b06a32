import type { Rpc } from '@sippy/kit/call';
import { once, onceKey } from '@sippy/kit/once';
import { invalidField, notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import {
  UpdateProgrammeRequest,
  type UpdateProgrammeResponse,
} from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { programmeMessage, readRules } from '../messages/rules.ts';
import { postUnplaced } from '../steps/post-unplaced.ts';
import { addProgramme, cafeIdsOf, readNetwork, readProgramme } from '../store/programmes.ts';

/** Sets the rules of a network as a new version. */
export const updateProgramme =
  (ctx: LoyaltyContext): Rpc<UpdateProgrammeRequest, UpdateProgrammeResponse> =>
  async (request, call) => {
    const { networkId, organisationId } = request;
    if (!request.rules) throw invalidField('rules', 'must be set');
    const rules = readRules(request.rules);
    const network = await readNetwork(ctx.db, networkId);
    if (network?.organisationId !== organisationId) throw notFound('network', networkId);
    const now = ctx.clock.now();
    const startTime = request.startTime ?? now;
    const key = onceKey(call, request, (r) => UpdateProgrammeRequest.encode(r).finish());
    const version = await once(
      ctx.db,
      call,
      key,
      () => addProgramme(ctx.db, key, { network, rules, startTime, actor: call.actor }, now),
      async (made) => (made as { version: number }).version,
    );
    if (version === 1) {
      const cafeIds = await cafeIdsOf(ctx.db, networkId);
      await ctx.db.transaction(serviceScope, (tx) => postUnplaced(ctx, tx, cafeIds));
    }
    const programme = await readProgramme(ctx.db, networkId, version, now);
    if (!programme) throw new Error('a programme that was just made is not there');
    return { programme: programmeMessage(programme) };
  };
