/** What the demo café sells: names, prices in cents, what goes with what. */
import { Allergen } from '@sippy/proto/catalog/v1/catalog';

/** Prices by the name of a size. */
export type Sizes = Readonly<Record<string, number>>;

/** A product as a person would write it down. */
export interface ProductPlan {
  readonly name: string;
  readonly sizes: Sizes;
  readonly description?: string;
  readonly groups?: readonly string[];
  readonly allergens?: readonly Allergen[];
  /** How often it is sold beside the others; 1 if left out. */
  readonly favour?: number;
}

/** A category with its products. */
export interface CategoryPlan {
  readonly name: string;
  readonly tax: string;
  readonly prepared: boolean;
  readonly colour: string;
  readonly products: readonly ProductPlan[];
}

const { MILK, GLUTEN, EGGS, NUTS, SOYA, SESAME, FISH, CELERY, MUSTARD, SULPHITES } = Allergen;
const one = (minor: number, size = 'Regular'): Sizes => ({ [size]: minor });
const milky = (from: number): Sizes => ({ Small: from, Medium: from + 50, Large: from + 100 });
const milkDrink = { groups: ['Milk', 'Shots', 'Syrup'], allergens: [MILK] };
const baked = [GLUTEN, MILK, EGGS];

export const categories: readonly CategoryPlan[] = [
  {
    name: 'Coffee',
    tax: 'standard',
    prepared: true,
    colour: '#6F4E37',
    products: [
      { name: 'Espresso', sizes: { Single: 240, Double: 290 }, groups: ['Shots'], favour: 3 },
      { name: 'Americano', sizes: { Small: 280, Large: 330 }, groups: ['Shots', 'Syrup'], favour: 2 },
      { name: 'Flat White', sizes: one(390), ...milkDrink, favour: 7 },
      { name: 'Cappuccino', sizes: milky(340), ...milkDrink, favour: 8 },
      { name: 'Caffè Latte', sizes: milky(370), ...milkDrink, favour: 6 },
      { name: 'Cortado', sizes: one(310), groups: ['Milk'], allergens: [MILK] },
      { name: 'Macchiato', sizes: { Single: 270, Double: 320 }, groups: ['Milk'], allergens: [MILK] },
      { name: 'Mocha', sizes: milky(410), groups: ['Milk', 'Shots'], allergens: [MILK, SOYA] },
      { name: 'Filter Coffee', sizes: { Cup: 290, Mug: 340 }, favour: 3 },
      {
        name: 'Affogato',
        sizes: one(480),
        description: 'Espresso over vanilla ice cream.',
        allergens: [MILK],
      },
    ],
  },
  {
    name: 'Iced',
    tax: 'standard',
    prepared: true,
    colour: '#3E7CB1',
    products: [
      {
        name: 'Cold Brew',
        sizes: one(420),
        description: 'Steeped for eighteen hours.',
        groups: ['Syrup'],
        favour: 2,
      },
      { name: 'Iced Latte', sizes: milky(400), ...milkDrink, favour: 3 },
      { name: 'Espresso Tonic', sizes: one(490), groups: ['Shots'] },
      { name: 'Iced Matcha', sizes: milky(440), groups: ['Milk'], allergens: [MILK] },
      { name: 'Iced Tea', sizes: { Glass: 350, Carafe: 890 }, groups: ['Syrup'] },
      { name: 'Lemonade', sizes: { Glass: 360, Carafe: 920 }, description: 'Lemon, mint, soda.', favour: 2 },
      { name: 'Iced Chocolate', sizes: one(450), groups: ['Milk'], allergens: [MILK, SOYA] },
    ],
  },
  {
    name: 'Tea and more',
    tax: 'standard',
    prepared: true,
    colour: '#5B8C5A',
    products: [
      { name: 'Earl Grey', sizes: { Cup: 310, Pot: 480 } },
      { name: 'English Breakfast', sizes: { Cup: 310, Pot: 480 } },
      { name: 'Sencha', sizes: { Cup: 330, Pot: 510 } },
      { name: 'Peppermint', sizes: { Cup: 300, Pot: 470 } },
      { name: 'Fresh Ginger', sizes: one(390), groups: ['Syrup'] },
      { name: 'Chai Latte', sizes: milky(390), groups: ['Milk'], allergens: [MILK], favour: 2 },
      { name: 'Matcha Latte', sizes: milky(420), groups: ['Milk'], allergens: [MILK] },
      { name: 'Hot Chocolate', sizes: milky(380), groups: ['Milk'], allergens: [MILK, SOYA], favour: 2 },
    ],
  },
  {
    name: 'Breakfast',
    tax: 'reduced',
    prepared: true,
    colour: '#E0A526',
    products: [
      { name: 'Granola Bowl', sizes: { Bowl: 720 }, groups: ['On top'], allergens: [NUTS, MILK], favour: 2 },
      { name: 'Porridge', sizes: { Bowl: 640 }, groups: ['Milk'], allergens: [GLUTEN, MILK] },
      {
        name: 'Scrambled Eggs',
        sizes: { Plate: 790 },
        groups: ['Bread', 'On top'],
        allergens: baked,
        favour: 2,
      },
      { name: 'Eggs Benedict', sizes: { Plate: 1090 }, groups: ['On top'], allergens: baked },
      { name: 'Pancakes', sizes: { Small: 690, Large: 890 }, groups: ['Syrup'], allergens: baked },
      { name: 'Fruit Salad', sizes: { Small: 450, Large: 620 } },
      { name: 'Breakfast for Two', sizes: { Board: 2450 }, groups: ['Bread'], allergens: [...baked, FISH] },
    ],
  },
  {
    name: 'Kitchen',
    tax: 'reduced',
    prepared: true,
    colour: '#C8553D',
    products: [
      {
        name: 'Avocado Toast',
        sizes: { Plate: 890 },
        groups: ['Bread', 'On top'],
        allergens: [GLUTEN, SESAME],
        favour: 3,
      },
      {
        name: 'Cheese Toastie',
        sizes: { Plate: 750 },
        groups: ['Bread'],
        allergens: [GLUTEN, MILK],
        favour: 2,
      },
      { name: 'Salmon Bagel', sizes: one(920), groups: ['On top'], allergens: [GLUTEN, FISH, SESAME] },
      { name: 'Hummus Plate', sizes: { Plate: 980 }, groups: ['Bread'], allergens: [GLUTEN, SESAME] },
      {
        name: 'Soup of the Day',
        sizes: { Cup: 490, Bowl: 690 },
        groups: ['Bread'],
        allergens: [CELERY],
        favour: 2,
      },
      {
        name: 'Caesar Salad',
        sizes: { Small: 790, Large: 1090 },
        groups: ['On top'],
        allergens: [EGGS, FISH, MUSTARD],
      },
      { name: 'Quiche', sizes: { Piece: 680 }, allergens: baked },
      {
        name: 'Club Sandwich',
        sizes: { Plate: 1150 },
        groups: ['Bread'],
        allergens: [GLUTEN, EGGS, MUSTARD],
      },
    ],
  },
  {
    name: 'Pastry',
    tax: 'reduced',
    prepared: false,
    colour: '#C99A5B',
    products: [
      { name: 'Croissant', sizes: { Piece: 290 }, allergens: baked, favour: 6 },
      { name: 'Almond Croissant', sizes: { Piece: 380 }, allergens: [...baked, NUTS] },
      { name: 'Pain au Chocolat', sizes: { Piece: 330 }, allergens: [...baked, SOYA], favour: 3 },
      { name: 'Cinnamon Roll', sizes: { Piece: 360 }, allergens: [GLUTEN, MILK], favour: 3 },
      { name: 'Blueberry Muffin', sizes: { Piece: 340 }, allergens: baked, favour: 2 },
      { name: 'Scone', sizes: { Piece: 310 }, description: 'With butter and jam.', allergens: baked },
      { name: 'Pretzel', sizes: { Piece: 190, 'With butter': 240 }, allergens: [GLUTEN, MILK], favour: 2 },
    ],
  },
  {
    name: 'Cake',
    tax: 'reduced',
    prepared: false,
    colour: '#A65E8E',
    products: [
      { name: 'Carrot Cake', sizes: { Slice: 450 }, allergens: [...baked, NUTS], favour: 3 },
      { name: 'Cheesecake', sizes: { Slice: 480 }, allergens: baked, favour: 3 },
      { name: 'Chocolate Cake', sizes: { Slice: 470 }, allergens: [...baked, SOYA] },
      { name: 'Apple Crumble', sizes: { Slice: 430 }, allergens: [GLUTEN, MILK] },
      { name: 'Lemon Tart', sizes: { Slice: 460 }, allergens: baked },
      { name: 'Brownie', sizes: { Piece: 350 }, allergens: [...baked, NUTS], favour: 2 },
    ],
  },
  {
    name: 'Shelf',
    tax: 'standard',
    prepared: false,
    colour: '#5C6B73',
    products: [
      {
        name: 'House Blend',
        sizes: { '250 g': 1190, '1 kg': 3990 },
        description: 'Chocolate, hazelnut, low acidity.',
      },
      {
        name: 'Single Origin Ethiopia',
        sizes: { '250 g': 1490 },
        description: 'Floral, bergamot, light roast.',
      },
      { name: 'Sparkling Water', sizes: { '0.25 l': 250, '0.75 l': 590 }, favour: 3 },
      { name: 'Still Water', sizes: { '0.25 l': 250, '0.75 l': 590 }, favour: 2 },
      { name: 'Orange Juice', sizes: { '0.2 l': 420 }, favour: 2 },
      { name: 'Apple Spritzer', sizes: { '0.33 l': 340 } },
      { name: 'Ginger Beer', sizes: { '0.33 l': 390 }, allergens: [SULPHITES] },
      { name: 'Reusable Cup', sizes: { Small: 1090, Large: 1290 } },
    ],
  },
];
