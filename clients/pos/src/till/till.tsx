import type { StaffMember } from '@sippy/proto/web/auth/v1/auth';
import type { Cafe } from '@sippy/proto/web/cafe/v1/cafe';
import type { Sippy } from '@sippy/sdk/web';
import type { KnownDevice } from '@sippy/ui/device/device';
import { createContext, type ReactNode, useContext } from 'react';

/** The till while a member of staff is signed in on it. */
export interface Till {
  /** Calls as the member of staff. */
  readonly sippy: Sippy;
  readonly device: KnownDevice;
  readonly cafe: Cafe;
  readonly staff: StaffMember;
  /** ISO 4217 code of the café's currency. */
  readonly currencyCode: string;
  /** The café's IANA time zone. */
  readonly zone: string;
  /** Whether the member of staff has this permission at this café, such as "order.discount". */
  may(permission: string): boolean;
  /**
   * Runs something as the member of staff where they may. Otherwise asks somebody who may for their name and PIN, and runs it
   * once as them; who is signed in stays so. Rejects with `Cancelled` if that is given up.
   */
  authorised<T>(permission: string, run: (sippy: Sippy) => Promise<T>): Promise<T>;
  /** Signs the member of staff out; what is in the cart stays. */
  lock(): void;
}

/** Somebody was asked for a permission and gave it up. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

const TillContext = createContext<Till | undefined>(undefined);

/** Gives the till to what stands in it. */
export function TillProvider({ till, children }: { till: Till; children: ReactNode }) {
  return <TillContext value={till}>{children}</TillContext>;
}

/** The till; only below a `TillProvider`. */
export function useTill(): Till {
  const till = useContext(TillContext);
  if (!till) throw new Error('no till: nobody is signed in here');
  return till;
}
