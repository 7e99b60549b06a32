import type { AuthContext } from '../context.ts';
import { pinInvalid, pinLocked } from '../domain/refusals.ts';
import { pinOf } from '../secrets/hasher.ts';
import { chargePin, lockPin, passPin, refundPin } from '../store/pins.ts';

/**
 * Tries a PIN. A try is counted before it is made, so five wrong ones lock the PIN however many come at once. Refuses a
 * wrong one, with the tries that are left, and any while it is locked.
 */
export async function tryPin(ctx: AuthContext, staffId: string, pin: string): Promise<void> {
  const charged = await chargePin(ctx.db, staffId);
  if (!charged) throw pinLocked();
  const { pinHash, triesLeft } = charged;
  let right: boolean;
  try {
    right = await ctx.pins.verify(pinHash, pinOf(staffId, pin));
  } catch (error) {
    await refundPin(ctx.db, staffId);
    throw error;
  }
  if (right) {
    await passPin(ctx.db, staffId, pinHash);
    return;
  }
  if (triesLeft > 0) throw pinInvalid(triesLeft);
  await lockPin(ctx.db, staffId, ctx.clock.now());
  throw pinLocked();
}
