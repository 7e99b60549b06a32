import { hash } from 'node:crypto';
import type { Call } from '../call/call.ts';
import { refuse } from '../call/refusal.ts';
import { timeOfId } from '../ids.ts';
import type { Database } from './db.ts';
import { isUniqueViolation } from './db-errors.ts';
import { statement } from './statement.ts';

/** What can be remembered of a call: ids and versions, nothing personal, no secret. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What makes two calls the same one. */
export interface OnceKey {
  /** The day in a request_id of version 7 (YYYY-MM-DD), else 0001-01-01: the partition its row lies in. */
  bucket: string;
  caller: string;
  method: string;
  requestId: string;
  /** SHA-256 of the encoded request. */
  hash: Uint8Array;
}

const NO_DAY = '0001-01-01';

/** The key of a call. `encode` is the request type's own encoder. */
export function onceKey<Q extends { requestId: string }>(
  call: Call,
  request: Q,
  encode: (request: Q) => Uint8Array,
): OnceKey {
  const { principal } = call;
  return {
    bucket: bucketOf(request.requestId),
    caller: `${principal.kind}:${principal.id}`,
    method: call.method,
    requestId: request.requestId,
    hash: hash('sha256', encode(request), 'buffer'),
  };
}

const DAY_MS = 86_400_000;
/** The day that was asked for last: nearly always today. */
let lastDay = { number: 0, text: '1970-01-01' };

/** The day of a UUIDv7 as YYYY-MM-DD; 0001-01-01 for other ids. */
export function bucketOf(id: string): string {
  const time = timeOfId(id);
  if (!time) return NO_DAY;
  const number = Math.floor(time.getTime() / DAY_MS);
  if (number !== lastDay.number) lastDay = { number, text: time.toISOString().slice(0, 10) };
  return lastDay.text;
}

/** How many parameters `onceSql` takes. */
export const ONCE_PARAMS = 6;

const TYPES = ['date', 'text', 'text', 'uuid', 'bytea', 'jsonb'];
const INTO = 'insert into request (bucket, caller, method, request_id, hash, made)';
const valuesFrom = (first: number) => TYPES.map((type, i) => `$${first + i}::${type}`).join(', ');

/** The body of a data-modifying CTE that writes the request row, with parameters `$first` and on. */
export function onceSql(first: number): string {
  return `${INTO} values (${valuesFrom(first)})`;
}

/** Like `onceSql`, but writes the row only if `condition` (a query such as `select from changed`) has a row. */
export function onceIfSql(first: number, condition: string): string {
  return `${INTO} select ${valuesFrom(first)} where exists (${condition})`;
}

/** The parameters of `onceSql` and `onceIfSql`; `made` is what a repetition needs to give the same answer. */
export function onceParams(key: OnceKey, made: Json): unknown[] {
  return [key.bucket, key.caller, key.method, key.requestId, key.hash, JSON.stringify(made)];
}

export const insertRequest = statement<object>('kit_insert_request', onceSql(1));

const findRequest = statement<{ hash: Buffer; made: Json }>(
  'kit_find_request',
  'select hash, made from request where bucket = $1 and caller = $2 and method = $3 and request_id = $4',
);

/**
 * Does something once for a request. `run` must write the request row in the transaction of its effect (`onceSql`, or
 * `tx.once`); when the row is there already, `replay` makes the same answer from what was remembered. A twin that is
 * still running is waited for. Refuses with REQUEST_ID_REUSED when the key was used with another request.
 */
export async function once<T>(
  db: Database,
  call: Call,
  key: OnceKey,
  run: (key: OnceKey) => Promise<T>,
  replay: (made: Json) => Promise<T>,
): Promise<T> {
  try {
    return await run(key);
  } catch (error) {
    if (!isRequestTwin(error)) throw error;
  }
  const made = await remembered(db, call, key);
  if (made === undefined) throw new Error('the request row was there and is gone');
  return replay(made);
}

/** What an earlier call with this key made, or undefined if there was none. For work that must look before it starts. */
export async function remembered(db: Database, call: Call, key: OnceKey): Promise<Json | undefined> {
  const scope = call.scope.kind === 'none' ? ({ kind: 'service' } as const) : call.scope;
  const [row] = await db.read(scope, findRequest, [key.bucket, key.caller, key.method, key.requestId]);
  if (!row) return undefined;
  if (!row.hash.equals(key.hash)) throw requestIdReused();
  return row.made;
}

/** Whether a statement failed because the request's row is there already, in whichever partition. */
export function isRequestTwin(error: unknown): boolean {
  return isUniqueViolation(error) && /^request_/.test((error as { table?: string }).table ?? '');
}

/** The request_id was used with another request, or by the same one with other content. */
export function requestIdReused(): Error {
  return refuse(
    'INVALID_ARGUMENT',
    'REQUEST_ID_REUSED',
    'This request_id belongs to another request. Send a new one.',
    { domain: 'sippy', fields: [{ field: 'request_id', description: 'was used with another request' }] },
  );
}
