import { type Statement, statement } from '../data/statement.ts';
import type { DraftEvent } from './event-draft.ts';

const COLUMNS =
  'id, type, organisation_id, cafe_id, aggregate_type, aggregate_id, aggregate_version, subject, envelope';
const TYPES = ['uuid', 'text', 'uuid', 'uuid', 'text', 'uuid', 'bigint', 'text', 'bytea'] as const;

/** How many parameters `appendSql` and `appendOneSql` take. */
export const APPEND_PARAMS = TYPES.length;

/**
 * The body of a data-modifying CTE that writes any number of events (none, too), with parameters `$first` and on:
 * `with …, appended as (${appendSql(20)}) …`. It is `insert into event(…) select …`.
 */
export function appendSql(first: number): string {
  const arrays = TYPES.map((type, i) => `$${first + i}::${type}[]`).join(', ');
  return `insert into event (${COLUMNS}) select * from unnest(${arrays})`;
}

/** The parameters of `appendSql`. */
export function appendParams(drafts: readonly DraftEvent[]): unknown[] {
  return [
    drafts.map((d) => d.id),
    drafts.map((d) => d.type),
    drafts.map((d) => d.organisationId),
    drafts.map((d) => d.cafeId),
    drafts.map((d) => d.aggregateType),
    drafts.map((d) => d.aggregateId),
    drafts.map((d) => d.aggregateVersion),
    drafts.map((d) => d.subject),
    drafts.map((d) => d.envelope),
  ];
}

/** Like `appendSql` for exactly one event, and cheaper: for the hottest commands. */
export function appendOneSql(first: number): string {
  const values = TYPES.map((type, i) => `$${first + i}::${type}`).join(', ');
  return `insert into event (${COLUMNS}) values (${values})`;
}

/** Like `appendOneSql`, but writes the event only if `condition` (a query such as `select from changed`) has a row. */
export function appendOneIfSql(first: number, condition: string): string {
  const values = TYPES.map((type, i) => `$${first + i}::${type}`).join(', ');
  return `insert into event (${COLUMNS}) select ${values} where exists (${condition})`;
}

/** The parameters of `appendOneSql` and `appendOneIfSql`. */
export function appendOneParams(draft: DraftEvent): unknown[] {
  return [
    draft.id,
    draft.type,
    draft.organisationId,
    draft.cafeId,
    draft.aggregateType,
    draft.aggregateId,
    draft.aggregateVersion,
    draft.subject,
    draft.envelope,
  ];
}

/** The statement that `Transaction.append` uses. */
export const appendStatement: Statement<object> = statement('kit_append', appendSql(1));
