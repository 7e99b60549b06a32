/** A café of a test's own in a running system, with a menu, stations, and staff who sign in by PIN. */
import { DeviceKind, Role } from '@sippy/proto/web/auth/v1/auth';
import { TaxLevel, TaxTreatment } from '@sippy/proto/web/cafe/v1/cafe';
import { connect, type Sippy } from '@sippy/sdk';
import { v7 as newId } from 'uuid';
import type { SharedSystem } from './running-system.ts';

/** A member of staff, with what they type at a till. */
export interface OwnStaff {
  staffId: string;
  name: string;
  pin: string;
}

/** The café. */
export interface OwnCafe {
  organisationId: string;
  cafeId: string;
  /** Calls as the café's owner. */
  owner: Sippy;
  staff: { barista: OwnStaff; manager: OwnStaff; kitchen: OwnStaff };
  /** Ids by name, such as `Flat White`, `Flat White/Regular`, `Milk`, `Oat milk`. */
  id(name: string): string;
  /** A code with which one browser becomes a device of the café. */
  pairingCode(kind: 'POS' | 'KITCHEN_DISPLAY', name?: string): Promise<string>;
  close(): void;
}

const currencyCode = 'EUR';
const price = (minor: number) => ({ currencyCode, minor: BigInt(minor) });

/** Makes the café. Prices contain 19 % tax; what is placed goes to the kitchen at once if `fireWhenPaid` is false. */
export async function makeOwnCafe(
  system: SharedSystem,
  { fireWhenPaid = true }: { fireWhenPaid?: boolean } = {},
): Promise<OwnCafe> {
  const owner = connect({ url: system.run.gatewayUrl });
  await owner.signIn(system.owner);
  const ids = new Map<string, string>();
  const id = (name: string): string => {
    const known = ids.get(name) ?? newId();
    ids.set(name, known);
    return known;
  };
  const [organisationId, cafeId] = [newId(), newId()];
  const renewRights = () => owner.session.renew(owner.session.current()?.accessToken ?? '');
  await owner.cafe.createOrganisation({ organisationId, name: 'Journeys' });
  await renewRights();
  await owner.cafe.createCafe({
    cafeId,
    organisationId,
    name: 'Corner Café',
    slug: `corner-${cafeId.slice(-12)}`,
    address: { city: 'Berlin', countryCode: 'DE' },
    currencyCode,
    timeZone: 'Europe/Berlin',
    businessDayCutover: '04:00',
    tax: {
      treatment: TaxTreatment.INCLUSIVE,
      level: TaxLevel.ORDER,
      rules: [{ taxCategory: 'standard', name: 'VAT 19 %', bps: 1900 }],
    },
    fireWhenPaid,
  });
  await renewRights();
  await owner.catalog.importMenu({ cafeId, ...menuOf(id) });
  const station = (name: string, position: number, category: string) =>
    owner.kitchen.createStation({ cafeId, stationId: id(name), name, position, categoryIds: [id(category)] });
  await station('Bar', 1, 'Coffee');
  await station('Pass', 2, 'Food');
  const member = async (role: Role, name: string, pin: string): Promise<OwnStaff> => {
    const staffId = newId();
    await owner.staff.createStaff({ organisationId, staffId, name, rights: [{ cafeId, role }], pin });
    return { staffId, name, pin };
  };
  const staff = {
    barista: await member(Role.BARISTA, 'Ada Barista', '4827'),
    manager: await member(Role.MANAGER, 'Mara Manager', '7391'),
    kitchen: await member(Role.KITCHEN, 'Kai Kitchen', '6158'),
  };
  return {
    organisationId,
    cafeId,
    owner,
    staff,
    id,
    async pairingCode(kind, name = kind === 'POS' ? 'Till' : 'Display') {
      return (await owner.device.createPairingCode({ cafeId, name, kind: DeviceKind[kind] })).code;
    },
    close: () => owner.close(),
  };
}

/** Three categories: coffee and food that are made at a station each, pastry that is not. */
function menuOf(id: (name: string) => string) {
  const category = (name: string, position: number, colour: string, needsPreparation: boolean) => ({
    categoryId: id(name),
    name,
    position,
    colour,
    needsPreparation,
  });
  const product = (
    name: string,
    position: number,
    inCategory: string,
    sizes: Record<string, number>,
    groups: string[] = [],
  ) => ({
    productId: id(name),
    categoryId: id(inCategory),
    name,
    position,
    taxCategory: 'standard',
    variants: Object.entries(sizes).map(([size, minor]) => ({
      variantId: id(`${name}/${size}`),
      name: size,
      price: price(minor),
    })),
    modifierGroupIds: groups.map(id),
  });
  const modifier = (name: string, minor: number, more = {}) => ({
    modifierId: id(name),
    name,
    price: price(minor),
    maxQuantity: 1,
    ...more,
  });
  return {
    categories: [
      category('Coffee', 1, '#6F4E37', true),
      category('Food', 2, '#D98E04', true),
      category('Pastry', 3, '#C78B4E', false),
    ],
    products: [
      product('Espresso', 1, 'Coffee', { Single: 240, Double: 290 }),
      product('Flat White', 2, 'Coffee', { Regular: 390 }, ['Milk', 'Shots', 'Syrup']),
      product('Caffè Latte', 3, 'Coffee', { Small: 370, Large: 470 }, ['Kind of milk', 'Syrup']),
      product('Filter Coffee', 4, 'Coffee', { Cup: 300 }),
      product('Avocado Toast', 1, 'Food', { Plate: 890 }, ['On top']),
      product('Granola Bowl', 2, 'Food', { Bowl: 720 }),
      product('Croissant', 1, 'Pastry', { Piece: 290 }),
      product('Carrot Cake', 2, 'Pastry', { Slice: 450 }),
    ],
    modifierGroups: [
      {
        modifierGroupId: id('Milk'),
        name: 'Milk',
        minChoices: 0,
        maxChoices: 1,
        modifiers: [modifier('Oat milk', 60), modifier('Soy milk', 50)],
      },
      {
        modifierGroupId: id('Kind of milk'),
        name: 'Kind of milk',
        minChoices: 1,
        maxChoices: 1,
        modifiers: [modifier('Whole', 0), modifier('Oat', 60, { nestedGroupId: id('Oat brand') })],
      },
      {
        modifierGroupId: id('Oat brand'),
        name: 'Oat brand',
        minChoices: 0,
        maxChoices: 1,
        modifiers: [modifier('House oat', 0), modifier('Barista oat', 20)],
      },
      {
        modifierGroupId: id('Shots'),
        name: 'Shots',
        minChoices: 0,
        maxChoices: 3,
        modifiers: [modifier('Extra shot', 80, { maxQuantity: 3 })],
      },
      {
        modifierGroupId: id('Syrup'),
        name: 'Syrup',
        minChoices: 0,
        maxChoices: 2,
        modifiers: [modifier('Vanilla', 50), modifier('Caramel', 50)],
      },
      {
        modifierGroupId: id('On top'),
        name: 'On top',
        minChoices: 0,
        maxChoices: 3,
        modifiers: [modifier('Poached egg', 180), modifier('Feta', 150)],
      },
    ],
  };
}
