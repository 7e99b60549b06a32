/** Makes the demo café as its owner would: by the public API, through the gateway. */

import { join } from 'node:path';
import { Role } from '@sippy/proto/auth/v1/auth';
import { TaxLevel, TaxTreatment } from '@sippy/proto/cafe/v1/cafe';
import { connect, type Sippy } from '@sippy/sdk';
import { readJson, writePrivateJson } from '../home.ts';
import { sandboxUrl } from '../processes/sandbox.ts';
import type { Setup } from '../setup.ts';
import { acceptInvitation, makeAccount, signedIn, unlessThere } from './accounts.ts';
import { type Demo, type DemoLogin, demoId, demoPeople } from './demo.ts';
import { freshDevices, freshPairingCodes } from './devices.ts';
import { categoryId, demoMenu, firstProduct } from './menu.ts';
import { makePoints } from './points.ts';
import { sellDay } from './sell-day.ts';

const organisationId = demoId('organisation');
const cafes = [
  { cafeId: demoId('cafe/old-town'), name: 'Demo Café Old Town', slug: 'demo-old-town', city: 'Berlin' },
  { cafeId: demoId('cafe/harbour'), name: 'Demo Café Harbour', slug: 'demo-harbour', city: 'Hamburg' },
] as const;
const mainCafe = cafes[0].cafeId;
/** So that the seed, and whoever tries it out, can enter older sales. */
const tradingSince = new Date('2025-01-01T00:00:00Z');

/**
 * Makes the demo where it is missing and returns it. What is there stays as it is, so that changes a
 * person made survive the next start; only the devices get fresh tokens.
 */
export async function seed(setup: Setup, say: (step: string) => void = () => {}): Promise<Demo> {
  const file = demoFileOf(setup.home);
  const before = readJson<Demo>(file);
  const people = demoPeople(setup.home);
  const owner = loginOf(people.logins, 'OWNER');
  const sippy = connect({ url: setup.gatewayUrl });
  try {
    if (!((await signedIn(sippy, owner)) && before)) await makeDemo(sippy, setup, people, say);
    say('devices');
    const devices = await freshDevices(sippy, setup, mainCafe, before?.devices ?? []);
    const pairingCodes = await freshPairingCodes(sippy, mainCafe);
    const named = cafes.map(({ cafeId, name }) => ({ cafeId, name }));
    const demo: Demo = {
      organisationId,
      cafes: named,
      ...people,
      devices,
      pairingCodes,
      product: firstProduct,
    };
    writePrivateJson(file, demo);
    return demo;
  } finally {
    sippy.close();
  }
}

/** Where the seed keeps what it made. */
export function demoFileOf(home: string): string {
  return join(home, 'demo.json');
}

async function makeDemo(
  sippy: Sippy,
  setup: Setup,
  people: Pick<Demo, 'logins' | 'staff'>,
  say: (step: string) => void,
): Promise<void> {
  const inbox = sandboxUrl(setup);
  say('owner');
  if (!sippy.session.current()) await makeAccount(sippy, inbox, loginOf(people.logins, 'OWNER'));
  say('organisation and cafés');
  await makeCafes(sippy);
  say('menu');
  await sippy.catalog.importMenu({ cafeId: mainCafe, ...demoMenu() });
  say('stations');
  await makeStations(sippy);
  say('staff');
  await makeStaff(sippy, inbox, people);
  say('points');
  await makePoints(sippy, organisationId, cafes);
  say('customer');
  const member = await makeCustomer(setup, loginOf(people.logins, 'CUSTOMER'));
  if (setup.env.SIPPY_DEMO_SALES === 'no') return;
  const sales = (done: number, all: number) => say(`a day of sales: ${done} of ${all}`);
  await sellDay(sippy, { cafeId: mainCafe, cards: !setup.env.STRIPE_API_KEY, member, say: sales });
}

/** Someone who is a customer of the cafés, and so a member who earns points. */
async function makeCustomer(setup: Setup, login: DemoLogin): Promise<{ customerId: string; name: string }> {
  const guest = connect({ url: setup.gatewayUrl });
  try {
    if (!(await signedIn(guest, login))) await makeAccount(guest, sandboxUrl(setup), login);
    await guest.customer.joinOrganisation({ organisationId });
    const { profile } = await guest.customer.getMyProfile({});
    return { customerId: profile?.customerId ?? '', name: login.name.split(' ')[0] ?? '' };
  } finally {
    guest.close();
  }
}

async function makeCafes(sippy: Sippy): Promise<void> {
  await unlessThere(() => sippy.cafe.createOrganisation({ organisationId, name: 'Demo' }));
  await renewRights(sippy);
  for (const { city, ...cafe } of cafes) {
    await unlessThere(() =>
      sippy.cafe.createCafe({
        ...cafe,
        organisationId,
        address: { city, countryCode: 'DE' },
        currencyCode: 'EUR',
        timeZone: 'Europe/Berlin',
        businessDayCutover: '04:00',
        tax: {
          treatment: TaxTreatment.INCLUSIVE,
          level: TaxLevel.ORDER,
          rules: [
            { taxCategory: 'standard', name: 'VAT 19 %', bps: 1900 },
            { taxCategory: 'reduced', name: 'VAT 7 %', bps: 700 },
          ],
        },
        fireWhenPaid: true,
        tradingSince,
      }),
    );
  }
  await renewRights(sippy);
}

/** Rights at what was just made come with the next access token. */
async function renewRights(sippy: Sippy): Promise<void> {
  await sippy.session.renew(sippy.session.current()?.accessToken ?? '');
}

async function makeStations(sippy: Sippy): Promise<void> {
  for (const { cafeId, name } of cafes) {
    const station = (title: string, position: number, categories: readonly string[]) =>
      unlessThere(() =>
        sippy.kitchen.createStation({
          cafeId,
          stationId: demoId(`station/${name}/${title}`),
          name: title,
          position,
          categoryIds: categories.map(categoryId),
        }),
      );
    await station('Espresso bar', 1, ['Coffee', 'Iced', 'Tea and more']);
    await station('Kitchen', 2, ['Breakfast', 'Kitchen']);
  }
}

async function makeStaff(sippy: Sippy, inbox: string, people: Pick<Demo, 'logins' | 'staff'>): Promise<void> {
  const everywhere = (role: Role) => cafes.map(({ cafeId }) => ({ cafeId, role }));
  for (const { staffId, name, role, pin } of people.staff) {
    const rights = everywhere(Role[role]);
    await unlessThere(() => sippy.staff.createStaff({ organisationId, staffId, name, rights, pin }));
  }
  for (const role of ['MANAGER', 'ACCOUNTANT'] as const) {
    const login = loginOf(people.logins, role);
    const staffId = demoId(`staff/${login.name}`);
    const rights = everywhere(Role[role]);
    await unlessThere(() => sippy.staff.createStaff({ organisationId, staffId, name: login.name, rights }));
    const { staff } = await sippy.staff.getStaff({ staffId });
    if (!staff?.userId) await acceptInvitation(sippy, inbox, staffId, login);
  }
}

function loginOf(logins: readonly DemoLogin[], role: DemoLogin['role']): DemoLogin {
  const login = logins.find((l) => l.role === role);
  if (!login) throw new Error(`The demo has no ${role}.`);
  return login;
}
