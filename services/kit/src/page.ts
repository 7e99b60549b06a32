import { refuse } from './refusal.ts';

/** Elements of a page when the caller names no size. */
export const DEFAULT_PAGE_SIZE = 50;
/** Most elements of a page. */
export const MAX_PAGE_SIZE = 200;

/** Where a page starts: the sort key of the last element of the page before it. */
export type PageKey = readonly (string | number | boolean | null)[];

/** A page as it was asked for: how many elements, and after which one. */
export interface Page {
  size: number;
  after: PageKey | undefined;
}

/**
 * Reads what a list request asks for; `list` names the list and its filters, so that a token of one is refused by
 * another. `keyLength` is how many values the list's sort key has. Refuses a foreign or broken token with
 * PAGE_TOKEN_INVALID.
 */
export function decodePage(
  request: { pageSize: number; pageToken: string } | undefined,
  list: string,
  keyLength: number,
): Page {
  const asked = request?.pageSize ?? 0;
  const size = asked <= 0 ? DEFAULT_PAGE_SIZE : Math.min(asked, MAX_PAGE_SIZE);
  const token = request?.pageToken ?? '';
  return { size, after: token === '' ? undefined : decodeToken(token, list, keyLength) };
}

/** The token of the page that follows the element with this key. */
export function encodePage(list: string, key: PageKey): string {
  return Buffer.from(JSON.stringify([digest(list), ...key])).toString('base64url');
}

/**
 * Cuts rows that were read with `limit size + 1` to a page, and makes the token of the next one (empty when there is
 * none).
 */
export function cutPage<Row>(
  rows: readonly Row[],
  page: Page,
  list: string,
  keyOf: (row: Row) => PageKey,
): { rows: readonly Row[]; nextPageToken: string } {
  if (rows.length <= page.size) return { rows, nextPageToken: '' };
  const kept = rows.slice(0, page.size);
  const last = kept.at(-1);
  return { rows: kept, nextPageToken: last === undefined ? '' : encodePage(list, keyOf(last)) };
}

function decodeToken(token: string, list: string, keyLength: number): PageKey {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    throw foreignToken();
  }
  if (!Array.isArray(value) || value.length !== keyLength + 1 || value[0] !== digest(list))
    throw foreignToken();
  const key = value.slice(1) as unknown[];
  if (!key.every((part) => part === null || ['string', 'number', 'boolean'].includes(typeof part))) {
    throw foreignToken();
  }
  return key as PageKey;
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
