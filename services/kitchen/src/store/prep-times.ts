import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { type Scope, serviceScope } from '@sippy/kit/scope';
import type { PrepTime } from '@sippy/proto/kitchen/v1/kitchen';
import type { Changed, KitchenOrder, KitchenTicket } from '../domain/kitchen.ts';
import { prepSeconds } from '../domain/ticket-actions.ts';
import { prepTimeMessage } from '../messages/answers.ts';

/** How long things took at a station, in seconds: of one category, or of all (null). */
export interface PrepTimeRow {
  station_id: string;
  category_id: string | null;
  ticket_count: number;
  p50: number;
  p90: number;
}

const insertPrep = statement<object>(
  'kitchen_insert_prep',
  `insert into prep_time (ticket_id, fire_time, cafe_id, organisation_id, station_id, category_ids, bump_time, seconds)
   values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
);
const deletePrep = statement<object>(
  'kitchen_delete_prep',
  'delete from prep_time where ticket_id = $1 and fire_time = $2',
);
const prepTimes = statement<PrepTimeRow>(
  'kitchen_prep_times',
  `with measured as (select * from prep_time where cafe_id = $1 and bump_time >= $2)
   select station_id, null::uuid as category_id, count(*)::int as ticket_count,
     percentile_cont(0.5) within group (order by seconds) as p50,
     percentile_cont(0.9) within group (order by seconds) as p90
   from measured group by station_id
   union all
   select station_id, c, count(*)::int, percentile_cont(0.5) within group (order by seconds),
     percentile_cont(0.9) within group (order by seconds)
   from measured cross join lateral unnest(category_ids) c group by station_id, c
   order by 1, 2 nulls first`,
);
const forget = statement<object>(
  'kitchen_forget_prep_times',
  `delete from prep_time where (ticket_id, fire_time) in
     (select ticket_id, fire_time from prep_time where bump_time < $1 limit 5000)`,
);

/** Notes how long bumped tickets took, and forgets it where the bump was undone. */
export async function notePrepTimes(
  tx: Transaction,
  order: KitchenOrder,
  { changes }: Changed,
): Promise<void> {
  for (const { ticket: after } of changes) {
    const before = order.tickets.find((ticket) => ticket.ticketId === after.ticketId);
    if (!before?.fireTime) continue;
    const seconds = prepSeconds(before, after);
    if (seconds !== undefined) {
      const { cafeId, organisationId } = order;
      const { ticketId, fireTime, stationId } = before;
      const at = [ticketId, fireTime, cafeId, organisationId, stationId];
      await tx.query(insertPrep, [...at, categoriesMade(after), after.bumpTime, seconds]);
    } else if (before.undoRecalled === false && after.bumpTime === null && !after.recalled) {
      await tx.query(deletePrep, [before.ticketId, before.fireTime]);
    }
  }
}

function categoriesMade({ lines }: KitchenTicket): string[] {
  const made = lines.filter((line) => line.made > (line.undo?.made ?? 0));
  return [...new Set(made.map((line) => line.categoryId))];
}

/** How long things took since a time. */
export async function readPrepTimes(
  db: Database,
  scope: Scope,
  cafeId: string,
  since: Date,
): Promise<PrepTime[]> {
  return (await db.read(scope, prepTimes, [cafeId, since])).map(prepTimeMessage);
}

/** Forgets what was bumped before a time, of all cafés: at most 5000 tickets, those left go with the next round. */
export async function forgetPrepTimes(db: Database, before: Date): Promise<void> {
  await db.command(serviceScope, forget, [before]);
}
