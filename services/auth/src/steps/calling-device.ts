import type { Call } from '@sippy/kit/call';
import type { AuthContext } from '../context.ts';
import { deviceRequired } from '../domain/refusals.ts';
import type { DeviceFact } from '../messages/facts.ts';
import { findPairedDevice } from '../store/devices.ts';

/** The paired device that calls; refuses everybody else, and a device that was revoked since its token was issued. */
export async function callingDevice(ctx: AuthContext, call: Call): Promise<DeviceFact> {
  const device =
    call.principal.kind === 'device' ? await findPairedDevice(ctx.db, call.principal.id) : undefined;
  if (!device) throw deviceRequired();
  return device;
}
