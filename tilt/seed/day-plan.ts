/** What the demo café has sold before anybody looks at it: the same for the same seed, ending at any moment. */
import { groups, soldOut } from './choice-plan.ts';
import { categories, type ProductPlan } from './menu-plan.ts';
import { type Random, randomOf } from './random.ts';

/** A line of a planned sale, by names of the menu. */
export interface PlannedLine {
  readonly product: string;
  readonly size: string;
  readonly quantity: number;
  readonly modifiers: readonly string[];
  /** A station makes it. */
  readonly prepared: boolean;
  readonly note: string;
}

/**
 * How far a sale has come: handed over; its money given back after that; paid and being made; on an open check that the
 * kitchen does not know of yet; cancelled before it was paid.
 */
export type Ending = 'completed' | 'refunded' | 'open' | 'check' | 'cancelled';

/** A sale. */
export interface PlannedSale {
  /** When the guest ordered. */
  readonly time: Date;
  readonly ending: Ending;
  readonly dineIn: boolean;
  /** Table; empty for none. */
  readonly table: string;
  /** Name to call out; empty for none. */
  readonly guest: string;
  readonly card: boolean;
  readonly lines: readonly PlannedLine[];
}

/** How many sales of each ending a day has. */
export const DAY: Readonly<Record<Ending, number>> = {
  completed: 120,
  refunded: 1,
  open: 6,
  check: 2,
  cancelled: 1,
};

const HOURS = 10;
/** The latest sales have not been made yet. */
const OPEN_MINUTES = 6;
const guests = ['Ada', 'Bruno', 'Chloé', 'Deniz', 'Emil', 'Fatima', 'Carla', 'Hugo', 'Ines', 'Jonas'];
const notes = ['extra hot', 'no sugar', 'in a large cup', 'cut in half', 'sauce on the side'];
/** How busy each hour of the ten is beside the others: two rushes, and a little towards the end. */
const rush = [3, 6, 8, 5, 3, 6, 7, 4, 3, 2];

/** The sales of the ten hours before a moment, the earliest first. */
export function planDay(now: Date, seed: number): PlannedSale[] {
  const random = randomOf(seed);
  const shelf = shelfOf();
  const sale = (ending: Ending, minutesAgo: number): PlannedSale => {
    const dineIn = ending === 'check' || random.chance(0.4);
    return {
      time: new Date(now.getTime() - minutesAgo * 60_000),
      ending,
      dineIn,
      table: dineIn ? String(random.whole(1, 14)) : '',
      guest: dineIn ? '' : random.pick(guests),
      card: random.chance(0.6),
      lines: linesOf(random, shelf, ending === 'open' || ending === 'check'),
    };
  };
  const sales: PlannedSale[] = [];
  for (const ending of Object.keys(DAY) as Ending[]) {
    for (let i = 0; i < DAY[ending]; i++) sales.push(sale(ending, minutesAgo(random, ending, i)));
  }
  return sales.sort((a, b) => a.time.getTime() - b.time.getTime());
}

function minutesAgo(random: Random, ending: Ending, i: number): number {
  if (ending === 'open') return 0.5 + (i * OPEN_MINUTES) / DAY.open;
  if (ending === 'check') return 12 + i * 9;
  const hour = random.pick(rush.flatMap((share, index) => Array<number>(share).fill(index)));
  return Math.max(OPEN_MINUTES + 4, (HOURS - hour - random.next()) * 60);
}

interface Offer extends ProductPlan {
  readonly prepared: boolean;
}

/** Each product as often as it is liked. */
function shelfOf(): Offer[] {
  return categories.flatMap(({ products, prepared }) =>
    products
      .filter(({ name }) => name !== soldOut)
      .flatMap((product) => Array<Offer>(product.favour ?? 1).fill({ ...product, prepared })),
  );
}

function linesOf(random: Random, shelf: readonly Offer[], prepared: boolean): PlannedLine[] {
  const count = random.pick([1, 1, 2, 2, 2, 3, 4]);
  const made = shelf.filter((offer) => offer.prepared);
  return Array.from({ length: count }, (_, i) =>
    lineOf(random, random.pick(prepared && i === 0 ? made : shelf)),
  );
}

function lineOf(random: Random, product: Offer): PlannedLine {
  return {
    product: product.name,
    size: random.pick(Object.keys(product.sizes)),
    quantity: random.chance(0.15) ? 2 : 1,
    modifiers: (product.groups ?? []).flatMap((name) => modifierOf(random, name)),
    prepared: product.prepared,
    note: product.prepared && random.chance(0.06) ? random.pick(notes) : '',
  };
}

/** One of a group where one must be chosen, and sometimes where one may be. */
function modifierOf(random: Random, group: string): string[] {
  const plan = groups.find(({ name }) => name === group);
  if (!plan || !(plan.min > 0 || random.chance(0.25))) return [];
  return [plan.usual && random.chance(0.6) ? plan.usual : random.pick(Object.keys(plan.modifiers))];
}
