/** The demo's paired devices, and codes to pair browsers with. */
import { DeviceKind } from '@sippy/proto/auth/v1/auth';
import { connect, type Sippy } from '@sippy/sdk';
import type { Setup } from '../setup.ts';
import type { DemoDevice, PairingCode } from './demo.ts';

const devices = [
  { name: 'Till 1', kind: 'POS' },
  { name: 'Kitchen display 1', kind: 'KITCHEN_DISPLAY' },
] as const;

/** What browsers are called that pair themselves. */
const names: Readonly<Record<PairingCode['kind'], string>> = {
  POS: 'Till',
  KITCHEN_DISPLAY: 'Kitchen display',
};

/** The demo's devices with tokens that have not been used: the same devices where they still have a session. */
export async function freshDevices(
  sippy: Sippy,
  setup: Setup,
  cafeId: string,
  before: readonly DemoDevice[],
): Promise<DemoDevice[]> {
  const fresh: DemoDevice[] = [];
  for (const { name, kind } of devices) {
    const known = before.find((device) => device.name === name);
    const kept = known && (await renewed(setup, known));
    if (known && !kept) await sippy.device.revokeDevice({ deviceId: known.deviceId }).catch(() => {});
    fresh.push(kept ?? (await paired(sippy, setup, cafeId, name, kind)));
  }
  return fresh;
}

/** A code for a till and one for a kitchen display; they hold for ten minutes. */
export async function freshPairingCodes(sippy: Sippy, cafeId: string): Promise<PairingCode[]> {
  const codes: PairingCode[] = [];
  for (const { kind } of devices) {
    const { code, expireTime } = await sippy.device.createPairingCode({
      cafeId,
      name: names[kind],
      kind: DeviceKind[kind],
    });
    codes.push({ kind, code, expireTime: (expireTime ?? new Date()).toISOString() });
  }
  return codes;
}

async function renewed(setup: Setup, device: DemoDevice): Promise<DemoDevice | undefined> {
  const client = connect({ url: setup.gatewayUrl });
  try {
    const { tokens } = await client.auth.refreshToken({ refreshToken: device.refreshToken });
    return tokens && { ...device, refreshToken: tokens.refreshToken };
  } catch {
    return undefined;
  } finally {
    client.close();
  }
}

async function paired(
  sippy: Sippy,
  setup: Setup,
  cafeId: string,
  name: string,
  kind: PairingCode['kind'],
): Promise<DemoDevice> {
  const client = connect({ url: setup.gatewayUrl });
  try {
    const { code } = await sippy.device.createPairingCode({ cafeId, name, kind: DeviceKind[kind] });
    const { device, tokens } = await client.device.pairDevice({ code });
    return { deviceId: device?.deviceId ?? '', cafeId, name, refreshToken: tokens?.refreshToken ?? '' };
  } finally {
    client.close();
  }
}
