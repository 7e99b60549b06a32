import { type Database, statement } from '@sippy/kit/db';
import { cafeScope } from '@sippy/kit/scope';
import { LRUCache } from 'lru-cache';

const lease = statement<{ next: number }>(
  'order_lease_numbers',
  `insert into number_block as b (cafe_id, business_day, series, organisation_id, next) values ($1, $2, $3, $4, 1 + $5)
  on conflict (cafe_id, business_day, series) do update set next = b.next + $5 returning next`,
);

/** How many numbers a host takes at once. */
const BLOCK = 20;
/** Most series of a café and day that are remembered; the one that gave no number for longest goes first. */
const MAX_SERIES = 5000;

interface Block {
  next: number;
  end: number;
}

/** Whose numbers are asked for. */
export interface NumberSeries {
  readonly cafeId: string;
  readonly organisationId: string;
  readonly businessDay: string;
  /** One to three capital letters. */
  readonly series: string;
}

/** Gives out the numbers of orders, such as A17, each once, in memory but for one statement every twenty. */
export interface Numbers {
  next(series: NumberSeries): Promise<string>;
}

/** Takes blocks of numbers as they are needed; what a host has left when it stops is never given out. */
export function numberBlocks(db: Database): Numbers {
  const blocks = new LRUCache<string, Block>({ max: MAX_SERIES });
  /** Only those under way: each takes itself out. */
  const leasing = new Map<string, Promise<Block>>();

  const leaseBlock = async (key: string, of: NumberSeries): Promise<Block> => {
    const params = [of.cafeId, of.businessDay, of.series, of.organisationId, BLOCK];
    const [row] = await db.command(cafeScope(of.cafeId), lease, params);
    if (!row) throw new Error('no numbers were leased');
    const block = { next: row.next - BLOCK, end: row.next };
    blocks.set(key, block);
    return block;
  };

  return {
    async next(of) {
      const key = `${of.cafeId} ${of.businessDay} ${of.series}`;
      for (;;) {
        const block = blocks.get(key);
        if (block && block.next < block.end) return `${of.series}${block.next++}`;
        let lending = leasing.get(key);
        if (!lending) {
          lending = leaseBlock(key, of).finally(() => leasing.delete(key));
          leasing.set(key, lending);
        }
        await lending;
      }
    },
  };
}
