import { connect } from '@sippy/sdk';
import { beforeAll, expect, test } from 'vitest';
import { makeOwnCafe, type OwnCafe } from '../../../test/own-cafe.ts';
import type { SharedSystem } from '../../../test/running-system.ts';
import { sharedSystem } from '../../../test/shared-system.ts';

let system: SharedSystem;
let cafe: OwnCafe;
beforeAll(async () => {
  system = await sharedSystem();
  cafe = await makeOwnCafe(system);
  return () => cafe.close();
}, 120_000);

const json = async (...args: string[]) => {
  const { stdout, stderr, code } = await system.sippy('--json', 'devices', ...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
};

test('a code pairs one device of the kind and name that were asked for', async () => {
  const { code, name, expires } = await json('code', cafe.cafeId, '--kind', 'kitchen');
  expect(name).toBe('Kitchen display');
  expect(Date.parse(expires)).toBeGreaterThan(Date.now());
  const display = connect({ url: system.run.gatewayUrl });
  try {
    const { device } = await display.device.pairDevice({ code });
    expect(device).toMatchObject({ cafeId: cafe.cafeId, kind: 'DEVICE_KIND_KITCHEN_DISPLAY' });
    await expect(display.device.pairDevice({ code })).rejects.toMatchObject({
      reason: 'PAIRING_CODE_INVALID',
    });
  } finally {
    display.close();
  }
  const till = await json('code', cafe.cafeId, '--name', 'Till 9');
  expect(till.name).toBe('Till 9');
  expect(await json('list', cafe.cafeId)).toMatchObject([
    { name: 'Kitchen display', kind: 'kitchen_display' },
  ]);
}, 60_000);

test('a kind that does not exist is wrong usage', async () => {
  expect(await system.sippy('devices', 'code', cafe.cafeId, '--kind', 'fridge')).toMatchObject({ code: 2 });
}, 30_000);
