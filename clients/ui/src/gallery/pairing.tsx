import { connect, SippyError } from '@sippy/sdk/web';
import type { DeviceStore } from '../device/device.ts';
import { PairScreen } from '../patterns/pair-screen.tsx';

/** A device that is never paired: every code is refused. */
const unpaired: DeviceStore = {
  sippy: connect({ url: location.origin }),
  state: () => ({ paired: false }),
  subscribe: () => () => {},
  pair: () => Promise.reject(new SippyError('NOT_FOUND', '', { reason: 'PAIRING_CODE_INVALID' })),
  forget() {},
};

/** The first screen of a new device, alone as it is there. */
export function Pairing() {
  return <PairScreen store={unpaired} appName="Sippy" />;
}
