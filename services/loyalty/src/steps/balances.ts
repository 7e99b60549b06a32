import type { PointsBalance } from '@sippy/proto/loyalty/v1/loyalty';
import type { LoyaltyContext } from '../context.ts';
import type { Purse } from '../domain/purse.ts';
import { balanceMessage } from '../messages/answers.ts';
import { currenciesOf } from '../store/programmes.ts';
import { readPurses } from '../store/purses.ts';

/** What a customer has: in one network, nothing too; or in each in which they have had points. */
export async function balancesOf(
  ctx: LoyaltyContext,
  customerId: string,
  networkId?: string,
): Promise<PointsBalance[]> {
  const known = await readPurses(ctx.db, customerId, networkId ?? null);
  const purses = known.length === 0 && networkId !== undefined ? [emptyPurse(customerId, networkId)] : known;
  const currencies = await currenciesOf(
    ctx.db,
    purses.map((purse) => purse.networkId),
  );
  const now = ctx.clock.now();
  return purses.map((purse) => balanceMessage(purse, currencies.get(purse.networkId) ?? '', now));
}

function emptyPurse(customerId: string, networkId: string): Purse {
  return { memberId: '', networkId, customerId, version: 0n, firstOrderId: null, lots: [] };
}
