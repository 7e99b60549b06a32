/** The device that this browser is: paired with a café once, it comes back by its cookie. */
import { type Device, SessionKind } from '@sippy/proto/web/auth/v1/auth';
import { connect, type Sippy, SippyError } from '@sippy/sdk/web';

const storageKey = 'sippy.device';

/** What is known of the device before the server has answered. Nothing in it is secret. */
export interface KnownDevice {
  deviceId: string;
  organisationId: string;
  cafeId: string;
  name: string;
  kind: Device['kind'];
}

/** Whether this browser is paired, and as what. */
export type DeviceState = { paired: false } | { paired: true; device: KnownDevice };

/** The device and its own session, with which it may do what a device may while nobody is signed in on it. */
export interface DeviceStore {
  /** Calls as the device. */
  readonly sippy: Sippy;
  state(): DeviceState;
  /** Calls back after each change; returns what ends that. For React's useSyncExternalStore. */
  subscribe(listener: () => void): () => void;
  /** Pairs this browser by a code that a manager made. Rejects with what the server says of the code. */
  pair(code: string): Promise<void>;
  /** Forgets the pairing here; the device stays listed at the café until a manager revokes it. */
  forget(): void;
}

/** What a session has before its first access token: the refresh token lies in a cookie that no script reads. */
const cookieOnly = { accessToken: '', accessExpiresAt: 0, refreshToken: '' };

/** Makes the store; `url` is the gateway's origin. One a page. */
export function createDeviceStore(url: string, storage: Storage = localStorage): DeviceStore {
  const listeners = new Set<() => void>();
  let state: DeviceState = stateOf(readDevice(storage));
  const set = (device: KnownDevice | undefined) => {
    if (device) storage.setItem(storageKey, JSON.stringify(device));
    else storage.removeItem(storageKey);
    state = stateOf(device);
    for (const listener of listeners) listener();
  };
  const sippy = connect({
    url,
    cookie: SessionKind.DEVICE,
    session: cookieOnly,
    // Revoked, or its session has ended: only a new code helps.
    onSession: (session) => {
      if (!session && state.paired) set(undefined);
    },
  });
  return {
    sippy,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async pair(code) {
      const { device, tokens } = await sippy.device.pairDevice({ code, useCookie: true });
      if (!device || !tokens) throw new SippyError('INTERNAL', 'The answer holds no device.');
      sippy.session.use(tokens);
      const { deviceId, organisationId, cafeId, name, kind } = device;
      set({ deviceId, organisationId, cafeId, name, kind });
    },
    forget() {
      sippy.session.use(undefined);
      set(undefined);
    },
  };
}

function stateOf(device: KnownDevice | undefined): DeviceState {
  return device ? { paired: true, device } : { paired: false };
}

function readDevice(storage: Storage): KnownDevice | undefined {
  try {
    const device = JSON.parse(storage.getItem(storageKey) ?? 'null') as Partial<KnownDevice> | null;
    return device?.deviceId && device.cafeId ? (device as KnownDevice) : undefined;
  } catch {
    return undefined;
  }
}
