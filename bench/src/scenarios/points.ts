import { statement } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { serviceScope } from '@sippy/kit/scope';
import { adjustPoints } from '../../../services/loyalty/src/domain/adjust.ts';
import { begin } from '../../../services/loyalty/src/domain/posting.ts';
import { postAbout } from '../../../services/loyalty/src/steps/post-about.ts';
import { placeOf } from '../../../services/loyalty/src/store/places.ts';
import { type Ledger, ledgerIn, orderEvent, paymentEvent } from '../../../services/loyalty/test/ledger.ts';
import { adminUrlOf } from '../bench-system.ts';
import { figure, median } from '../figures.ts';
import { runLoad } from '../run-load.ts';
import type { BenchContext, Scenario } from '../scenario.ts';
import { makeSpareDatabase } from '../spare-database.ts';

/** As many as a consumer is handed at once. */
const BATCH = 200;
const AT_ONCE = 8;

/** Many members earn at one café: does its account hold them up? */
export const points: Scenario = {
  name: 'points',
  about:
    'postings to the ledger of points against one café, each of another member: as a consumer hands them over, one by one, and beside them the rows of a posting alone, inserted by one statement',
  async run(context) {
    const spare = await makeSpareDatabase(context.system, 'loyalty');
    const ownerUrl = adminUrlOf(context.system, 'bench_loyalty');
    const ledger = await ledgerIn({ url: spare.url, ownerUrl }, ['UTC']);
    try {
      const rounds = { batches: [] as number[], single: [] as number[], bare: [] as number[] };
      for (let n = 0; n < context.rounds; n++) {
        rounds.batches.push(await earned(ledger, context));
        rounds.single.push(await given(ledger, context));
        rounds.bare.push(await inserted(ledger, context));
      }
      const bare = { what: 'the bare insert', value: median(rounds.bare) };
      return [
        figure('earnings posted, in batches', '/s', rounds.batches, {
          target: { atLeast: 2000 },
          floor: bare,
        }),
        figure('postings one by one', '/s', rounds.single, { floor: bare }),
      ];
    } finally {
      await ledger.close();
      await spare.drop();
    }
  },
};

/** Orders of new members, told in batches over two connections. */
async function earned(ledger: Ledger, { seconds }: BenchContext): Promise<number> {
  const [cafe] = ledger.cafes;
  if (!cafe) throw new Error('the ledger has no café');
  const load = await runLoad(2, seconds, async () => {
    const told = Array.from({ length: BATCH }, () => ({
      ...{ orderId: newId(), paymentId: newId(), customerId: newId(), cafe, version: 1, cents: 500 },
      ...{ paid: 500, refunded: 0, time: ledger.clock.time, day: '2026-01-10' },
    }));
    await ledger.hear(...told.map(orderEvent));
    await ledger.hear(...told.map(paymentEvent));
  });
  return (load.done * BATCH) / load.seconds;
}

/** Points given to new members, each by itself. */
async function given(ledger: Ledger, { seconds }: BenchContext): Promise<number> {
  const { ctx, networkId } = ledger;
  const place = await placeOf(ledger.db, { cafeId: ledger.cafes[0]?.cafeId ?? '', time: ledger.clock.time });
  if (!place) throw new Error('the ledger has no programme');
  const adjustment = { points: 50n, reason: 'GOODWILL', note: '' };
  const load = await runLoad(AT_ONCE, seconds, () =>
    postAbout(ctx, { customerId: newId(), networkId }, (purse) => ({
      posting: adjustPoints(begin(purse), place, adjustment, ctx.moment()),
    })),
  );
  return load.done / load.seconds;
}

const bareInsert = statement<object>(
  'bench_bare_posting',
  `with m as (insert into member (member_id, network_id, customer_id, version) values ($1, $2, $3, 1)),
   l as (insert into lot (lot_id, network_id, customer_id, cafe_id, organisation_id, value_version, issue_day, is_open, is_noticed)
     values ($4, $2, $3, $5, $6, 1, '2026-01-10', true, false)),
   s as (insert into entry_set (set_id, network_id, customer_id, member_version, kind, cafe_id, organisation_id, rule_names,
       actor_kind, actor_id, balance_after, business_day, post_time)
     values ($7, $2, $3, 1, 'ADJUST', $5, $6, '{}', 'service', 'bench', 50, '2026-01-10', now())),
   e as (insert into event (id, type, aggregate_type, aggregate_id, aggregate_version, subject, envelope)
     values ($7, 'bench', 'member', $1, 1, 'bench', $8))
   insert into transfer (set_id, number, customer_id, cafe_id, organisation_id, from_kind, from_id, to_kind, to_id, lot_id, points)
   values ($7, 0, $3, $5, $6, 'CAFE', $5, 'CUSTOMER', $3, $4, 50)`,
);

/** The rows of a posting, and nothing that decides. */
async function inserted(ledger: Ledger, { seconds }: BenchContext): Promise<number> {
  const { db, networkId, cafes } = ledger;
  const [cafe] = cafes;
  const envelope = Buffer.alloc(400);
  const load = await runLoad(AT_ONCE, seconds, () => {
    const ids = [newId(), networkId, newId(), newId(), cafe?.cafeId, cafe?.organisationId, newId()];
    return db.transaction(serviceScope, (tx) => tx.query(bareInsert, [...ids, envelope]));
  });
  return load.done / load.seconds;
}
