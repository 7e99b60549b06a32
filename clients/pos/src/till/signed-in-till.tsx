import type { RoleDefinition } from '@sippy/proto/web/auth/v1/auth';
import type { Cafe } from '@sippy/proto/web/cafe/v1/cafe';
import { type Sippy, SippyError } from '@sippy/sdk/web';
import type { KnownDevice } from '@sippy/ui/device/device';
import { useCallback, useMemo, useRef, useState } from 'react';
import { SellScreen } from '../sell/sell-screen.tsx';
import { useLockMinutes } from '../settings/lock-minutes.ts';
import { useInactivity } from './inactivity.ts';
import { OverrideDialog, type OverrideQuestion } from './override-dialog.tsx';
import { hasPermission } from './permissions.ts';
import type { StaffSession } from './staff-session.ts';
import { Cancelled, type Till, TillProvider } from './till.tsx';

/** What is known once somebody is signed in. */
export interface SignedInTillProps {
  session: StaffSession;
  device: KnownDevice;
  cafe: Cafe;
  roles: readonly RoleDefinition[];
  /** The session is to end, or has ended. */
  onEnd(): void;
}

/** The till with everything that sells on it, and the dialog in which somebody else allows something once. */
export function SignedInTill({ session, device, cafe, roles, onEnd }: SignedInTillProps) {
  const [question, setQuestion] = useState<OverrideQuestion>();
  const end = useRef(onEnd);
  end.current = onEnd;
  const lock = useCallback(() => end.current(), []);
  useInactivity(useLockMinutes() * 60_000, lock);

  const till = useMemo<Till>(() => {
    const may = (permission: string) => hasPermission(session.staff, roles, cafe.cafeId, permission);
    const asOther = <T,>(permission: string, run: (sippy: Sippy) => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        setQuestion({
          permission,
          askerId: session.staff.staffId,
          isAllowed: (staff) => hasPermission(staff, roles, cafe.cafeId, permission),
          allow(sippy) {
            setQuestion(undefined);
            return run(sippy).then(resolve, reject);
          },
          giveUp() {
            setQuestion(undefined);
            reject(new Cancelled(permission));
          },
        });
      });
    return {
      sippy: session.sippy,
      device,
      cafe,
      staff: session.staff,
      currencyCode: cafe.currencyCode,
      zone: cafe.timeZone,
      may,
      lock,
      async authorised(permission, run) {
        if (!may(permission)) return asOther(permission, run);
        try {
          return await run(session.sippy);
        } catch (error) {
          // Their rights have changed since they signed in.
          if (error instanceof SippyError && error.code === 'PERMISSION_DENIED')
            return asOther(permission, run);
          throw error;
        }
      },
    };
  }, [session, device, cafe, roles, lock]);

  return (
    <TillProvider till={till}>
      <SellScreen />
      {question && <OverrideDialog question={question} deviceId={device.deviceId} />}
    </TillProvider>
  );
}
