/** What guests choose about the demo's products, when prices differ, and what is sold out. */
import type { Sizes } from './menu-plan.ts';

/** A group of modifiers. */
export interface GroupPlan {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Prices by name. */
  readonly modifiers: Sizes;
  /** How often each can be chosen; once if left out. */
  readonly most?: number;
  /** Groups to choose from once a modifier is chosen, by its name. */
  readonly nested?: Readonly<Record<string, string>>;
  /** What is chosen unless the guest says otherwise. */
  readonly usual?: string;
}

export const groups: readonly GroupPlan[] = [
  {
    name: 'Milk',
    min: 0,
    max: 1,
    modifiers: { 'Oat milk': 60, 'Soy milk': 50, 'Almond milk': 60, 'Lactose-free milk': 30 },
    nested: { 'Oat milk': 'Kind of oat' },
  },
  { name: 'Kind of oat', min: 0, max: 1, modifiers: { 'House oat': 0, 'Barista oat': 20 } },
  { name: 'Shots', min: 0, max: 3, modifiers: { 'Extra shot': 80, Decaf: 0 }, most: 3 },
  { name: 'Syrup', min: 0, max: 2, modifiers: { Vanilla: 50, Caramel: 50, Hazelnut: 50, Honey: 40 } },
  {
    name: 'On top',
    min: 0,
    max: 3,
    modifiers: { 'Poached egg': 180, Feta: 150, Salmon: 320, 'Chilli flakes': 0 },
    nested: { 'Poached egg': 'Yolk' },
  },
  { name: 'Yolk', min: 0, max: 1, modifiers: { 'Soft yolk': 0, 'Firm yolk': 0 } },
  {
    name: 'Bread',
    min: 1,
    max: 1,
    modifiers: { Sourdough: 0, Rye: 0, 'Gluten-free bread': 120 },
    usual: 'Sourdough',
  },
];

/** From 15:00 to 17:00 on weekdays cake costs a fifth less and some drinks have a price of their own. */
export const happyHour = {
  name: 'Happy hour',
  starts: '15:00',
  ends: '17:00',
  offBps: { Cake: 2000 },
  prices: { 'Iced Tea/Glass': 280, 'Lemonade/Glass': 290, 'Flat White/Regular': 340 },
} as const;

/** Sold out on the demo's first day. */
export const soldOut = 'Almond Croissant';
