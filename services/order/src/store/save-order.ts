import { type Database, statement } from '@sippy/kit/db';
import {
  APPEND_PARAMS,
  appendOneIfSql,
  appendOneParams,
  appendOneSql,
  type DraftEvent,
} from '@sippy/kit/events';
import { type OnceKey, onceIfSql, onceParams, onceSql } from '@sippy/kit/once';
import { cafeScope } from '@sippy/kit/scope';
import type { Changed } from '../domain/change.ts';
import type { Line, Order } from '../domain/order.ts';
import { LINE_PARAMS, lineNames, lineRecordset, lineRows, lineUpdates } from './line-columns.ts';
import { lineRecords, lineValues } from './line-rows.ts';
import { CONSTANT, constantParams, MUTABLE, mutableParams } from './order-rows.ts';

const placeholders = (columns: readonly { type: string }[], first: number) =>
  columns.map(({ type }, i) => `$${first + i}::${type}`).join(', ');
const namesOf = (columns: readonly { name: string }[]) => columns.map(({ name }) => name).join(', ');

const afterConstant = 1 + CONSTANT.length;
const placeLines = afterConstant + MUTABLE.length;

/** Order, lines, event and request in one statement that touches no row of anybody else. */
const placeText = (lines: string, afterLines: number) => `with placed as (
    insert into "order" (${namesOf(CONSTANT)}, ${namesOf(MUTABLE)})
    values (${placeholders(CONSTANT, 1)}, ${placeholders(MUTABLE, afterConstant)})
  ), lines as (
    insert into order_line (order_id, cafe_id, organisation_id, customer_id, ${lineNames}) ${lines}
  ), told as (${appendOneSql(afterLines)}), kept as (${onceSql(afterLines + APPEND_PARAMS)})
  select pg_current_xact_id()::xid::text as xmin`;

/** Whose lines they are. */
const owner = `$1, $2, $3, $${afterConstant}`;

/** For any number of lines, which are taken out of JSON. */
const placeMany = statement<{ xmin: string }>(
  'order_place',
  placeText(
    `select ${owner}, l.* from json_to_recordset($${placeLines}::json) as ${lineRecordset}`,
    placeLines + 1,
  ),
);

/** A statement for each small number of lines, which are plain parameters: a fifth cheaper for three. */
const placeFew = Array.from({ length: 6 }, (_, index) => {
  const count = index + 1;
  const lines = `values ${lineRows(count, placeLines, owner)}`;
  return statement<{ xmin: string }>(
    `order_place_${count}`,
    placeText(lines, placeLines + count * LINE_PARAMS),
  );
});

/** Writes a new order with its event and request row, and returns the transaction of its row. Throws what PostgreSQL says if one of them is there already. */
export async function insertOrder(
  db: Database,
  order: Order,
  event: DraftEvent,
  key: OnceKey,
): Promise<string> {
  const few = placeFew[order.lines.length - 1];
  const [written] = await db.command(cafeScope(order.cafeId), few ?? placeMany, [
    ...constantParams(order),
    ...mutableParams(order),
    ...(few ? lineValues(order.lines) : [lineRecords(order.lines)]),
    ...appendOneParams(event),
    ...onceParams(key, { orderId: order.orderId }),
  ]);
  if (!written) throw new Error('an order was written without an answer');
  return written.xmin;
}

const saveEvent = 8 + MUTABLE.length;
const saveRequest = saveEvent + APPEND_PARAMS;
const saved = 'select from saved';

/**
 * $1 order, $2 version it had, $3 organisation, $4 café, $5 now if a payment's hold stands in the way, $6 lines to write,
 * $7 lines that are gone.
 */
const changeText = `with saved as (
    update "order" set ${MUTABLE.map(({ name, type }, i) => `${name} = $${8 + i}::${type}`).join(', ')}
    where order_id = $1 and version = $2 and ($5::timestamptz is null or held_until is null or held_until <= $5)
    returning order_id
  ), gone as (
    delete from order_line where order_id = $1 and line_id = any ($7::uuid[]) and exists (${saved})
  ), written as (
    insert into order_line (order_id, cafe_id, organisation_id, customer_id, ${lineNames})
    select $1, $4, $3, $8, l.* from json_to_recordset($6::json) as ${lineRecordset} where exists (${saved})
    on conflict (order_id, line_id) do update set customer_id = excluded.customer_id, ${lineUpdates}
  ), told as (${appendOneIfSql(saveEvent, saved)})`;

const change = statement<{ saved: number }>(
  'order_change',
  `${changeText}, kept as (${onceIfSql(saveRequest, saved)})
  select count(*)::integer as saved from saved`,
);

const changeByRule = statement<{ saved: number }>(
  'order_change_by_rule',
  `${changeText} select count(*)::integer as saved from saved`,
);

/**
 * Writes a change of an order, with its event and request row (none where no caller asked for it). False if the order
 * has changed since it was read, or if lines or prices change while a payment holds them: read it again.
 */
export async function updateOrder(
  db: Database,
  before: Order,
  changed: Changed,
  event: DraftEvent,
  key: OnceKey | undefined,
): Promise<boolean> {
  const { order, reprices } = changed;
  const params = [
    order.orderId,
    before.version,
    order.organisationId,
    order.cafeId,
    reprices ? order.updateTime : null,
    lineRecords(changedLines(before, order)),
    goneLines(before, order),
    ...mutableParams(order),
    ...appendOneParams(event),
  ];
  const scope = cafeScope(order.cafeId);
  const [row] = key
    ? await db.command(scope, change, [...params, ...onceParams(key, { orderId: order.orderId })])
    : await db.command(scope, changeByRule, params);
  return row?.saved === 1;
}

/** Lines are never changed in place, so another object is another line. A new customer is written to all of them. */
function changedLines(before: Order, after: Order): Line[] {
  if (before.lines === after.lines && before.customerId === after.customerId) return [];
  const known = new Set(before.customerId === after.customerId ? before.lines : []);
  return after.lines.filter((line) => !known.has(line));
}

function goneLines(before: Order, after: Order): string[] {
  if (before.lines === after.lines) return [];
  const left = new Set(after.lines.map((line) => line.lineId));
  return before.lines.map((line) => line.lineId).filter((id) => !left.has(id));
}
