import { randomInt } from 'node:crypto';
import { DeviceKind } from '@sippy/proto/web/auth/v1/auth';
import { connect, type Sippy } from '@sippy/sdk';

/** Signed-in members of staff, each on the till of a café. */
export interface Baristas {
  /** The client of a member of staff at a café; signs in when first asked for. */
  at(cafeId: string, staffId: string): Promise<Sippy>;
  close(): Promise<void>;
}

/** Pairs a till at each café as the owner and lets staff sign in there with a PIN made for this run. */
export function createBaristas(owner: Sippy, url: string): Baristas {
  const tills = new Map<string, Promise<Till>>();
  const pins = new Map<string, Promise<string>>();
  const baristas = new Map<string, Promise<Sippy>>();
  const memo = <V>(map: Map<string, Promise<V>>, key: string, make: () => Promise<V>): Promise<V> => {
    const known = map.get(key);
    if (known) return known;
    const made = make();
    map.set(key, made);
    // What was refused may be asked again.
    made.catch(() => map.delete(key));
    return made;
  };
  return {
    at: (cafeId, staffId) =>
      memo(baristas, `${cafeId}/${staffId}`, async () => {
        const pin = await memo(pins, staffId, () => setNewPin(owner, staffId));
        const till = await memo(tills, cafeId, () => pairTill(owner, url, cafeId));
        const barista = connect({ url });
        barista.session.use((await till.client.device.signInWithPin({ staffId, pin })).tokens);
        return barista;
      }),
    async close() {
      for (const barista of baristas.values()) (await barista).close();
      for (const till of tills.values()) {
        const { client, deviceId } = await till;
        await owner.device.revokeDevice({ deviceId });
        client.close();
      }
    },
  };
}

interface Till {
  client: Sippy;
  deviceId: string;
}

async function pairTill(owner: Sippy, url: string, cafeId: string): Promise<Till> {
  const { code } = await owner.device.createPairingCode({ cafeId, name: 'Replay', kind: DeviceKind.POS });
  const client = connect({ url });
  const { device, tokens } = await client.device.pairDevice({ code });
  client.session.use(tokens);
  return { client, deviceId: device?.deviceId ?? '' };
}

async function setNewPin(owner: Sippy, staffId: string): Promise<string> {
  const pin = String(randomInt(10_000_000, 99_999_999));
  await owner.staff.setPin({ staffId, pin });
  return pin;
}
