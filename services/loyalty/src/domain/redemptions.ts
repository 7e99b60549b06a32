/** How often a member may pay with points. */
import { DEFAULT_GUARDS, type Guards } from './guards.ts';
import { redeemingLimit } from './refusals.ts';

/** Refuses with REDEEMING_LIMIT one more payment of a member who has paid so often on its day. */
export function checkRedemptions(guards: Guards | undefined, times: bigint): void {
  const { redemptions } = guards ?? DEFAULT_GUARDS;
  if (redemptions > 0 && times >= BigInt(redemptions)) throw redeemingLimit(redemptions);
}
