/** The demo café's menu. */
import { Allergen } from '@sippy/proto/catalog/v1/catalog';
import { demoId } from './demo.ts';

const currencyCode = 'EUR';
const price = (minor: number) => ({ currencyCode, minor: BigInt(minor) });

type Sizes = Readonly<Record<string, number>>;

interface ProductPlan {
  name: string;
  sizes: Sizes;
  description?: string;
  groups?: readonly string[];
  allergens?: readonly Allergen[];
}

const small: Sizes = { Single: 240, Double: 290 };
const milky = (from: number): Sizes => ({ Small: from, Medium: from + 50, Large: from + 100 });
const drinkGroups = ['Milk', 'Shots', 'Syrup'];

const categories: readonly {
  name: string;
  tax: string;
  prepared: boolean;
  colour: string;
  products: ProductPlan[];
}[] = [
  {
    name: 'Coffee',
    tax: 'standard',
    prepared: true,
    colour: '#6F4E37',
    products: [
      { name: 'Espresso', sizes: small, groups: ['Shots'] },
      { name: 'Americano', sizes: { Small: 280, Large: 330 }, groups: ['Shots', 'Syrup'] },
      { name: 'Flat White', sizes: { Regular: 390 }, groups: drinkGroups, allergens: [Allergen.MILK] },
      { name: 'Cappuccino', sizes: milky(340), groups: drinkGroups, allergens: [Allergen.MILK] },
      { name: 'Caffè Latte', sizes: milky(370), groups: drinkGroups, allergens: [Allergen.MILK] },
      {
        name: 'Cold Brew',
        sizes: { Regular: 420 },
        description: 'Steeped for eighteen hours.',
        groups: ['Syrup'],
      },
    ],
  },
  {
    name: 'Tea and more',
    tax: 'standard',
    prepared: true,
    colour: '#7A9E7E',
    products: [
      { name: 'Earl Grey', sizes: { Cup: 310, Pot: 480 } },
      { name: 'Chai Latte', sizes: milky(390), groups: ['Milk'], allergens: [Allergen.MILK] },
      {
        name: 'Hot Chocolate',
        sizes: milky(380),
        groups: ['Milk'],
        allergens: [Allergen.MILK, Allergen.SOYA],
      },
    ],
  },
  {
    name: 'Kitchen',
    tax: 'reduced',
    prepared: true,
    colour: '#D98E04',
    products: [
      {
        name: 'Avocado Toast',
        sizes: { Plate: 890 },
        groups: ['On top'],
        allergens: [Allergen.GLUTEN, Allergen.SESAME],
      },
      { name: 'Granola Bowl', sizes: { Bowl: 720 }, allergens: [Allergen.NUTS, Allergen.MILK] },
    ],
  },
  {
    name: 'Pastry',
    tax: 'reduced',
    prepared: false,
    colour: '#E8C39E',
    products: [
      {
        name: 'Croissant',
        sizes: { Piece: 290 },
        allergens: [Allergen.GLUTEN, Allergen.MILK, Allergen.EGGS],
      },
      { name: 'Cinnamon Roll', sizes: { Piece: 360 }, allergens: [Allergen.GLUTEN, Allergen.MILK] },
      {
        name: 'Carrot Cake',
        sizes: { Slice: 450 },
        allergens: [Allergen.GLUTEN, Allergen.NUTS, Allergen.EGGS],
      },
    ],
  },
];

const groups: readonly { name: string; min: number; max: number; modifiers: Sizes; most?: number }[] = [
  { name: 'Milk', min: 0, max: 1, modifiers: { 'Oat milk': 60, 'Soy milk': 50, 'Lactose-free milk': 30 } },
  { name: 'Shots', min: 0, max: 3, modifiers: { 'Extra shot': 80 }, most: 3 },
  { name: 'Syrup', min: 0, max: 2, modifiers: { Vanilla: 50, Caramel: 50, Hazelnut: 50 } },
  { name: 'On top', min: 0, max: 3, modifiers: { 'Poached egg': 180, Feta: 150, 'Chilli flakes': 0 } },
];

/** The menu as `ImportMenu` takes it. */
export function demoMenu() {
  return {
    categories: categories.map(({ name, prepared, colour }, position) => ({
      categoryId: categoryId(name),
      name,
      position,
      colour,
      needsPreparation: prepared,
    })),
    products: categories.flatMap((category) =>
      category.products.map((product, position) => ({
        productId: demoId(`product/${product.name}`),
        categoryId: categoryId(category.name),
        name: product.name,
        description: product.description ?? '',
        taxCategory: category.tax,
        position,
        variants: Object.entries(product.sizes).map(([size, minor]) => ({
          variantId: variantId(product.name, size),
          name: size,
          price: price(minor),
        })),
        modifierGroupIds: (product.groups ?? []).map(groupId),
        allergens: [...(product.allergens ?? [])],
      })),
    ),
    modifierGroups: groups.map(({ name, min, max, modifiers, most }) => ({
      modifierGroupId: groupId(name),
      name,
      minChoices: min,
      maxChoices: max,
      modifiers: Object.entries(modifiers).map(([modifier, minor]) => ({
        modifierId: demoId(`modifier/${modifier}`),
        name: modifier,
        price: price(minor),
        maxQuantity: most ?? 1,
      })),
    })),
  };
}

/** Id of a category of the menu. */
export function categoryId(name: string): string {
  return demoId(`category/${name}`);
}

/** A product for the first order. */
export const firstProduct = {
  productId: demoId('product/Flat White'),
  variantId: variantId('Flat White', 'Regular'),
  name: 'Flat White',
};

function variantId(product: string, size: string): string {
  return demoId(`variant/${product}/${size}`);
}

function groupId(name: string): string {
  return demoId(`group/${name}`);
}
