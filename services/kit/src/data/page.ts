import { refuse } from '../call/refusal.ts';
import { isCanonicalUuid, isDate } from '../formats.ts';

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 200;

/** What a sort key may consist of. */
interface KeyValues {
  /** From year 1 to 9999, to the millisecond. */
  time: Date;
  /** A day of the calendar, as YYYY-MM-DD. */
  day: string;
  /** In lower case. */
  uuid: string;
  /** Anything that PostgreSQL can keep. */
  text: string;
  /** A whole number of 32 bits. */
  int32: number;
  /** A whole number that JSON keeps exactly. */
  int53: number;
  flag: boolean;
}

/** The kind of one value of a sort key. */
export type KeyKind = keyof KeyValues;

/** Where a page starts: the sort key of the last element of the page before it. */
export type PageKey<Kinds extends readonly KeyKind[]> = {
  readonly [Index in keyof Kinds]: KeyValues[Kinds[Index]];
};

/** A page as it was asked for: how many elements, and after which one. */
export interface Page<Kinds extends readonly KeyKind[]> {
  size: number;
  after: PageKey<Kinds> | undefined;
}

/**
 * Reads what a list request asks for: 50 elements if it names no size, at most 200. `list` names the list and its
 * filters, so that a token of one is refused by another; `kinds` are those of the values of the list's sort key. A
 * foreign, changed or broken token is refused with PAGE_TOKEN_INVALID, so a key can be handed to a database as it is.
 */
export function decodePage<const Kinds extends readonly KeyKind[]>(
  request: { pageSize: number; pageToken: string } | undefined,
  list: string,
  kinds: Kinds,
): Page<Kinds> {
  const asked = request?.pageSize ?? 0;
  const size = asked <= 0 ? DEFAULT_PAGE_SIZE : Math.min(asked, MAX_PAGE_SIZE);
  const token = request?.pageToken ?? '';
  return { size, after: token === '' ? undefined : decodeToken(token, list, kinds) };
}

/** The token of the page that follows the element with this key. */
export function encodePage(list: string, key: PageKey<readonly KeyKind[]>): string {
  return Buffer.from(JSON.stringify([digest(list), ...key])).toString('base64url');
}

/**
 * Cuts rows that were read with `limit size + 1` to a page, and makes the token of the next one (empty when there is
 * none).
 */
export function cutPage<Row, Kinds extends readonly KeyKind[]>(
  rows: readonly Row[],
  page: Page<Kinds>,
  list: string,
  keyOf: (row: Row) => PageKey<Kinds>,
): { rows: readonly Row[]; nextPageToken: string } {
  if (rows.length <= page.size) return { rows, nextPageToken: '' };
  const kept = rows.slice(0, page.size);
  const last = kept.at(-1);
  return { rows: kept, nextPageToken: last === undefined ? '' : encodePage(list, keyOf(last)) };
}

function decodeToken<Kinds extends readonly KeyKind[]>(
  token: string,
  list: string,
  kinds: Kinds,
): PageKey<Kinds> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    throw foreignToken();
  }
  if (!Array.isArray(value) || value.length !== kinds.length + 1 || value[0] !== digest(list))
    throw foreignToken();
  const key = kinds.map((kind, i) => readers[kind](value[i + 1]));
  if (key.includes(undefined)) throw foreignToken();
  return key as unknown as PageKey<Kinds>;
}

const TIME = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const INT32 = 2 ** 31;

/** Reads one value as it stands in a token; undefined if it is none of its kind. */
const readers: { readonly [Kind in KeyKind]: (part: unknown) => KeyValues[Kind] | undefined } = {
  time: (part) => {
    if (typeof part !== 'string' || !TIME.test(part)) return undefined;
    const time = new Date(part);
    return Number.isNaN(time.getTime()) ? undefined : time;
  },
  day: (part) => (typeof part === 'string' && isDate(part) ? part : undefined),
  uuid: (part) => (typeof part === 'string' && isCanonicalUuid(part) ? part : undefined),
  text: (part) =>
    typeof part === 'string' && part.isWellFormed() && !part.includes('\0') ? part : undefined,
  int32: (part) => (isWhole(part) && part >= -INT32 && part < INT32 ? part : undefined),
  int53: (part) => (isWhole(part) ? part : undefined),
  flag: (part) => (typeof part === 'boolean' ? part : undefined),
};

function isWhole(part: unknown): part is number {
  return Number.isSafeInteger(part);
}

/** A short checksum (FNV-1a), enough to tell lists apart; it is no protection, and needs to be none. */
function digest(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function foreignToken(): Error {
  return refuse('INVALID_ARGUMENT', 'PAGE_TOKEN_INVALID', 'The page_token is not one of this list.', {
    domain: 'sippy',
    fields: [
      { field: 'page.page_token', description: 'must be the next_page_token of a page of the same list' },
    ],
  });
}
