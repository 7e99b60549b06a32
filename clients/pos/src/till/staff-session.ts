import type { StaffMember } from '@sippy/proto/web/auth/v1/auth';
import { connect, type Sippy, SippyError } from '@sippy/sdk/web';
import { deviceStore, gatewayUrl } from './device.ts';

/** A member of staff who is signed in on the till. It lives in memory only: a reload asks for the PIN again. */
export interface StaffSession {
  readonly sippy: Sippy;
  readonly staff: StaffMember;
  /** Ends the session, here at once and at the server as soon as it hears of it. */
  end(): void;
}

/** Signs a member of staff in by PIN. Rejects with what the server says of the PIN; `onEnd` hears when the session is over. */
export async function signInByPin(staffId: string, pin: string, onEnd: () => void): Promise<StaffSession> {
  const { tokens, staff } = await deviceStore.sippy.device.signInWithPin({ staffId, pin });
  if (!tokens || !staff) throw new SippyError('INTERNAL', 'The answer holds no session.');
  let ended = false;
  const sippy = connect({
    url: gatewayUrl,
    onSession: (session) => {
      if (!session && !ended) onEnd();
    },
  });
  sippy.session.use(tokens);
  return {
    sippy,
    staff,
    end() {
      if (ended) return;
      ended = true;
      // Its tokens run out by themselves where the server cannot be told.
      sippy.signOut().catch(() => sippy.session.use(undefined));
    },
  };
}
