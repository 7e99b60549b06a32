/** A café with a long menu, for what is measured in a browser. */
import { DeviceKind, Role } from '@sippy/proto/web/auth/v1/auth';
import { OrderChannel } from '@sippy/proto/web/order/v1/order';
import { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import { connect, type Sippy } from '@sippy/sdk';
import { v7 as newId } from 'uuid';
import type { CafeOwner } from '../bench-cafes.ts';

const currencyCode = 'EUR';
const categoryNames = ['Coffee', 'Food', 'Pastry'];

/** Products of the menu. */
export const productCount = 300;

/** A member of staff, with what they type. */
export interface BusyStaff {
  staffId: string;
  name: string;
  pin: string;
}

/** The café. */
export interface BusyCafe {
  barista: BusyStaff;
  /** Its largest category, by name, and those of its products that go into a cart with one tap. */
  category: string;
  plainProductIds: readonly string[];
  /** A code with which one browser becomes a device of the café. */
  pairingCode(kind: 'POS' | 'KITCHEN_DISPLAY'): Promise<string>;
  /** Places an order of so many lines, which goes to the kitchen at once. */
  sell(lineCount: number): Promise<{ orderNumber: string; calledAt: number }>;
  close(): void;
}

/** Makes the café: 300 products in three categories, every third with sizes and modifiers, one station that makes all of them. */
export async function makeBusyCafe({ gatewayUrl, owner: login }: CafeOwner): Promise<BusyCafe> {
  const owner = connect({ url: gatewayUrl });
  await owner.signIn(login);
  const [organisationId, cafeId] = [newId(), newId()];
  await owner.cafe.createOrganisation({ organisationId, name: `Bench ${organisationId}` });
  await renew(owner);
  await owner.cafe.createCafe({
    organisationId,
    cafeId,
    name: 'Busy Café',
    slug: `busy-${cafeId.slice(-12)}`,
    currencyCode,
    timeZone: 'Europe/Berlin',
    fireWhenPaid: false,
  });
  await renew(owner);
  const menu = longMenu();
  await owner.catalog.importMenu({ cafeId, ...menu });
  await owner.kitchen.createStation({
    cafeId,
    stationId: newId(),
    name: 'Kitchen',
    position: 1,
    categoryIds: menu.categories.map(({ categoryId }) => categoryId),
  });
  const barista = { staffId: newId(), name: 'Ada Barista', pin: '4827' };
  const rights = [{ cafeId, role: Role.BARISTA }];
  await owner.staff.createStaff({ organisationId, ...barista, rights });
  const pairingCode = async (kind: keyof typeof DeviceKind & ('POS' | 'KITCHEN_DISPLAY')) =>
    (await owner.device.createPairingCode({ cafeId, name: kind, kind: DeviceKind[kind] })).code;

  const till = connect({ url: gatewayUrl });
  till.session.use((await till.device.pairDevice({ code: await pairingCode('POS') })).tokens);
  const { staffId, pin } = barista;
  till.session.use((await till.device.signInWithPin({ staffId, pin })).tokens);
  const plain = menu.products.filter(isPlain);
  return {
    barista,
    category: categoryNames[0] ?? '',
    plainProductIds: plain
      .filter(({ categoryId }) => categoryId === menu.categories[0]?.categoryId)
      .map(({ productId }) => productId),
    pairingCode,
    async sell(lineCount) {
      const calledAt = Date.now();
      const { order } = await till.order.placeOrder({
        requestId: newId(),
        orderId: newId(),
        cafeId,
        kind: OrderKind.TAKEAWAY,
        channel: OrderChannel.COUNTER,
        lines: plain.slice(0, lineCount).map(({ productId, variants }) => ({
          productId,
          variantId: variants[0]?.variantId ?? '',
          quantity: 1,
        })),
      });
      return { orderNumber: order?.number ?? '', calledAt };
    },
    close() {
      till.close();
      owner.close();
    },
  };
}

function longMenu() {
  const categories = categoryNames.map((name, i) => ({
    categoryId: newId(),
    name,
    position: i + 1,
    colour: '#6F4E37',
    needsPreparation: true,
  }));
  const group = (name: string, choices: string[]) => ({
    modifierGroupId: newId(),
    name,
    minChoices: 0,
    maxChoices: 2,
    modifiers: choices.map((choice) => ({
      modifierId: newId(),
      name: choice,
      price: { currencyCode, minor: 50n },
      maxQuantity: 1,
    })),
  });
  const modifierGroups = [group('Milk', ['Oat', 'Soy', 'Almond']), group('Syrup', ['Vanilla', 'Caramel'])];
  const products = Array.from({ length: productCount }, (_, n) => {
    const category = categories[n % categories.length];
    const sizes = n % 9 < 3 ? ['Small', 'Large'] : ['Regular'];
    return {
      productId: newId(),
      categoryId: category?.categoryId ?? '',
      name: `${category?.name} number ${n + 1}`,
      position: n + 1,
      variants: sizes.map((name, size) => ({
        variantId: newId(),
        name,
        price: { currencyCode, minor: BigInt(250 + n + 50 * size) },
      })),
      modifierGroupIds: sizes.length > 1 ? modifierGroups.map(({ modifierGroupId }) => modifierGroupId) : [],
    };
  });
  return { categories, products, modifierGroups };
}

function isPlain({ variants }: { variants: readonly unknown[] }): boolean {
  return variants.length === 1;
}

async function renew(sippy: Sippy): Promise<void> {
  await sippy.session.renew(sippy.session.current()?.accessToken ?? '');
}
