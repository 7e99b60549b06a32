/** What the demo café consists of, as far as people and programs must know it to find their way in. */
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { keep } from '../home.ts';

/** Someone who can sign in with an e-mail address and a password. */
export interface DemoLogin {
  role: 'OWNER' | 'MANAGER' | 'ACCOUNTANT' | 'CUSTOMER';
  name: string;
  email: string;
  password: string;
}

/** A member of staff who can sign in with a PIN on a paired device of their café. */
export interface DemoStaff {
  role: 'MANAGER' | 'BARISTA' | 'KITCHEN';
  name: string;
  staffId: string;
  pin: string;
}

/** A paired device. Its refresh token changes with each use; every `npm start` gives it a fresh one. */
export interface DemoDevice {
  deviceId: string;
  cafeId: string;
  name: string;
  refreshToken: string;
}

/** A code with which one browser becomes a device of the demo's first café. */
export interface PairingCode {
  kind: 'POS' | 'KITCHEN_DISPLAY';
  code: string;
  /** When it ends, in ISO 8601. */
  expireTime: string;
}

/** The demo. */
export interface Demo {
  organisationId: string;
  cafes: { cafeId: string; name: string }[];
  logins: DemoLogin[];
  staff: DemoStaff[];
  devices: DemoDevice[];
  /** Fresh with every `npm start`. */
  pairingCodes: PairingCode[];
  /** A product that can be sold at once at the first café. */
  product: { productId: string; variantId: string; name: string };
}

/** People of the demo, their passwords and PINs made up once for each home. */
export function demoPeople(home: string): Pick<Demo, 'logins' | 'staff'> {
  return keep(join(home, 'keys', 'demo-people.json'), () => {
    const login = (role: DemoLogin['role'], name: string): DemoLogin => ({
      role,
      name,
      email: `${name.split(' ')[0]?.toLowerCase()}@demo.sippy.example`,
      password: `${role.toLowerCase()}-${randomBytes(6).toString('hex')}`,
    });
    const pins = new Set<string>();
    const member = (role: DemoStaff['role'], name: string): DemoStaff => ({
      role,
      name,
      staffId: demoId(`staff/${name}`),
      pin: newPin(pins),
    });
    return {
      logins: [
        login('OWNER', 'Olivia Owner'),
        login('MANAGER', 'Marco Manager'),
        login('ACCOUNTANT', 'Aiko Accountant'),
        login('CUSTOMER', 'Carla Customer'),
      ],
      staff: [
        member('MANAGER', 'Marco Manager'),
        member('BARISTA', 'Ben'),
        member('BARISTA', 'Bella'),
        member('KITCHEN', 'Kofi'),
      ],
    };
  });
}

/** A PIN of four digits that is no run and no repetition, different from those taken. */
function newPin(taken: Set<string>): string {
  for (;;) {
    const pin = String(randomInt(1000, 9999));
    const steps = new Set([...pin].slice(1).map((digit, i) => (Number(digit) - Number(pin[i]) + 10) % 10));
    if (taken.has(pin) || steps.size < 2) continue;
    taken.add(pin);
    return pin;
  }
}

/** The id of a thing of the demo: always the same, in the form of a UUIDv7 of a fixed day. */
export function demoId(name: string): string {
  const hash = createHash('sha256').update(`sippy demo/${name}`).digest('hex');
  const variant = (8 + (Number.parseInt(hash.slice(3, 4), 16) % 4)).toString(16);
  return `01990000-0000-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`;
}
