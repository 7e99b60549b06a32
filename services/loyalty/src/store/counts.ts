/** How much has been earned on a day, of what a programme limits. */
import { type Database, json, statement, type Transaction } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';
import type { DayCount } from '../domain/guards.ts';

const COLUMNS = 'network_id, counted, subject_id, day, orders, points';

const add = statement<DayCount>(
  'loyalty_count_earnings',
  `insert into earning_count as c (${COLUMNS})
   select ${COLUMNS} from jsonb_populate_recordset(null::earning_count, $1::jsonb) order by network_id, counted, subject_id, day
   on conflict (network_id, counted, subject_id, day) do update
     set orders = c.orders + excluded.orders, points = c.points + excluded.points
   returning c.network_id as "networkId", c.counted, c.subject_id as "subjectId", c.day, c.orders, c.points`,
);

const takeBack = statement<object>(
  'loyalty_uncount_earnings',
  `update earning_count c set orders = c.orders - n.orders, points = c.points - n.points
   from jsonb_populate_recordset(null::earning_count, $1::jsonb) n
   where (c.network_id, c.counted, c.subject_id, c.day) = (n.network_id, n.counted, n.subject_id, n.day)`,
);

const forget = statement<object>('loyalty_forget_counts', 'delete from earning_count where day < $1');

const rows = (counts: readonly DayCount[]) =>
  json(
    counts.map(({ networkId, counted, subjectId, day, orders, points }) => ({
      ...{ network_id: networkId, counted, subject_id: subjectId, day, orders, points },
    })),
  );

/** Adds to counts and returns them with it; whoever has added to one holds it until the end of the transaction. */
export function addCounts(tx: Transaction, counts: readonly DayCount[]): Promise<DayCount[]> {
  return tx.query(add, [rows(counts)]);
}

/** Takes back what was added in the same transaction. */
export async function takeBackCounts(tx: Transaction, counts: readonly DayCount[]): Promise<void> {
  await tx.query(takeBack, [rows(counts)]);
}

/** Forgets the counts of days before one. */
export async function forgetCounts(db: Database, day: string): Promise<void> {
  await db.command(serviceScope, forget, [day]);
}
