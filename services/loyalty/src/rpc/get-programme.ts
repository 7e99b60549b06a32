import type { Rpc } from '@sippy/kit/call';
import { invalidField, notFound } from '@sippy/kit/refusal';
import type { GetProgrammeRequest, GetProgrammeResponse } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { noProgramme } from '../domain/refusals.ts';
import { programmeMessage } from '../messages/rules.ts';
import { networkOf, readProgramme } from '../store/programmes.ts';

/** Reads the rules of a network. */
export const getProgramme =
  (ctx: LoyaltyContext): Rpc<GetProgrammeRequest, GetProgrammeResponse> =>
  async ({ networkId: asked, cafeId, version }) => {
    if ((asked === '') === (cafeId === ''))
      throw invalidField('network_id', 'either it or cafe_id must be set');
    const now = ctx.clock.now();
    const networkId = asked || (await networkOf(ctx.db, cafeId, now));
    if (!networkId) throw noProgramme();
    const programme = await readProgramme(ctx.db, networkId, version, now);
    if (!programme) throw notFound('programme of network', networkId);
    return { programme: programmeMessage(programme) };
  };
