import { describe, expect, it } from 'vitest';
import { cutPage, decodePage, encodePage } from '../src/page.ts';

const rows = Array.from({ length: 7 }, (_, i) => ({ at: `2026-01-0${i + 1}`, id: i }));
const keyOf = (row: { at: string; id: number }) => [row.at, row.id];

describe('pages', () => {
  it('have 50 elements if nothing is said, at most 200, and begin at the start', () => {
    expect(decodePage(undefined, 'orders', 2)).toEqual({ size: 50, after: undefined });
    expect(decodePage({ pageSize: 0, pageToken: '' }, 'orders', 2).size).toBe(50);
    expect(decodePage({ pageSize: 1000, pageToken: '' }, 'orders', 2).size).toBe(200);
  });

  it('follow each other by a token, until there is none', () => {
    const seen: number[] = [];
    let pageToken = '';
    do {
      const page = decodePage({ pageSize: 3, pageToken }, 'orders:cafe', 2);
      const from = page.after === undefined ? 0 : Number(page.after[1]) + 1;
      const cut = cutPage(rows.slice(from, from + page.size + 1), page, 'orders:cafe', keyOf);
      seen.push(...cut.rows.map((row) => row.id));
      pageToken = cut.nextPageToken;
    } while (pageToken !== '');
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it.each([
    ['broken', 'not a token!'],
    ['of another list', encodePage('payments', ['a', 1])],
    ['with another key', encodePage('orders', ['a'])],
    ['with an object in its key', Buffer.from('[1,{"a":1},2]').toString('base64url')],
    ['that is no list', Buffer.from('"x"').toString('base64url')],
  ])('refuse a token that is %s', (_, pageToken) => {
    expect(() => decodePage({ pageSize: 1, pageToken }, 'orders', 2)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', reason: 'PAGE_TOKEN_INVALID' }),
    );
  });
});
