import { randomInt } from 'node:crypto';
import { DeviceKind, Role } from '@sippy/proto/web/auth/v1/auth';
import { connect, type Sippy } from '@sippy/sdk';
import { v7 as newId } from 'uuid';

/** A café to sell at. */
export interface BenchCafe {
  cafeId: string;
  /** Three products of its menu. */
  lines: { productId: string; variantId: string; quantity: number }[];
  /** Access token of the barista who is signed in at its till. */
  token(): Promise<string>;
  /** The till itself, as its program holds it. */
  till: Sippy;
}

/** Where the cafés are made, and who owns them. */
export interface CafeOwner {
  gatewayUrl: string;
  owner: { email: string; password: string };
}

/** The bench's own organisation. */
export interface BenchCafes {
  organisationId: string;
  cafes: BenchCafe[];
  /** The owner, signed in. */
  owner: Sippy;
  close(): void;
}

const productCount = 60;
/** So many products are made at once. */
const atOnce = 10;
const variantsPerProduct = 3;
const modifiers = {
  Milk: ['Whole milk', 'Oat milk', 'Soy milk', 'Almond milk'],
  Extras: ['Extra shot', 'Vanilla', 'Caramel', 'Hazelnut', 'Whipped cream'],
};

/** Makes an organisation with so many cafés and a menu of 60 products with three sizes and two groups of modifiers each. */
export async function makeBenchCafes(system: CafeOwner, count: number): Promise<BenchCafes> {
  const sippy = connect({ url: system.gatewayUrl });
  await sippy.signIn(system.owner);
  const organisationId = newId();
  await sippy.cafe.createOrganisation({ organisationId, name: `Bench ${organisationId}` });
  await renew(sippy);
  const cafeIds = Array.from({ length: count }, () => newId());
  for (const [index, cafeId] of cafeIds.entries())
    await sippy.cafe.createCafe({
      organisationId,
      cafeId,
      name: `Bench ${index}`,
      currencyCode: 'EUR',
      timeZone: 'Europe/Berlin',
      fireWhenPaid: true,
    });
  await renew(sippy);
  const categoryId = newId();
  await sippy.catalog.createCategory({
    cafeId: cafeIds[0] ?? '',
    categoryId,
    name: 'Coffee',
    needsPreparation: true,
  });
  const modifierGroupIds: string[] = [];
  for (const [name, choices] of Object.entries(modifiers)) {
    const modifierGroupId = newId();
    const price = { currencyCode: 'EUR', minor: 50n };
    await sippy.catalog.createModifierGroup({
      cafeId: cafeIds[0] ?? '',
      modifierGroup: { modifierGroupId, name, modifiers: choices.map((choice) => ({ name: choice, price })) },
    });
    modifierGroupIds.push(modifierGroupId);
  }
  const createProduct = async (index: number) => {
    const productId = newId();
    const variants = Array.from({ length: variantsPerProduct }, (_, size) => ({
      variantId: newId(),
      name: ['Small', 'Medium', 'Large'][size] ?? '',
      price: { currencyCode: 'EUR', minor: BigInt(250 + index + size * 50) },
    }));
    await sippy.catalog.createProduct({
      categoryId,
      productId,
      name: `Coffee number ${index}`,
      variants,
      modifierGroupIds,
    });
    return { productId, variantId: variants[0]?.variantId ?? '', quantity: 1 };
  };
  const products: BenchCafe['lines'] = [];
  for (let index = 0; index < productCount; index += atOnce)
    products.push(
      ...(await Promise.all(Array.from({ length: atOnce }, (_, offset) => createProduct(index + offset)))),
    );
  const barista = { staffId: newId(), pin: String(randomInt(10_000_000, 99_999_999)) };
  const rights = cafeIds.map((cafeId) => ({ cafeId, role: Role.BARISTA }));
  await sippy.staff.createStaff({ organisationId, ...barista, name: 'Bench', rights });
  const cafes: BenchCafe[] = [];
  for (const [index, cafeId] of cafeIds.entries()) {
    const till = await signInAtTill(sippy, system.gatewayUrl, cafeId, barista);
    cafes.push({
      cafeId,
      lines: [0, 1, 2].flatMap((at) => products[(index + at) % productCount] ?? []),
      token: async () => (await till.session.accessToken()) ?? '',
      till,
    });
  }
  const close = () => {
    for (const { till } of cafes) till.close();
    sippy.close();
  };
  return { organisationId, cafes, owner: sippy, close };
}

/** Pairs a till at a café and signs a barista in there, as on every morning. */
async function signInAtTill(
  owner: Sippy,
  url: string,
  cafeId: string,
  barista: { staffId: string; pin: string },
): Promise<Sippy> {
  const { code } = await owner.device.createPairingCode({ cafeId, name: 'Bench', kind: DeviceKind.POS });
  const till = connect({ url });
  till.session.use((await till.device.pairDevice({ code })).tokens);
  till.session.use((await till.device.signInWithPin(barista)).tokens);
  return till;
}

async function renew(sippy: Sippy): Promise<void> {
  await sippy.session.renew(sippy.session.current()?.accessToken ?? '');
}
