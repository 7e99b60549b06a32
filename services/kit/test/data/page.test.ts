import { describe, expect, it } from 'vitest';
import { cutPage, decodePage, encodePage, type KeyKind } from '../../src/data/page.ts';

const rows = Array.from({ length: 7 }, (_, i) => ({ at: new Date(Date.UTC(2026, 0, i)), id: i }));
const keyOf = (row: { at: Date; id: number }) => [row.at, row.id] as const;
const kinds = ['time', 'int32'] as const;
const id = '0190a000-0000-7000-8000-000000000001';

const refused = expect.objectContaining({
  code: 'INVALID_ARGUMENT',
  reason: 'PAGE_TOKEN_INVALID',
  fields: [expect.objectContaining({ field: 'page.page_token' })],
});

/** What a list makes of a token with these values, which need not be of the kinds that it knows. */
const read = (kind: KeyKind, value: unknown) =>
  decodePage({ pageSize: 1, pageToken: encodePage('orders', [value as string]) }, 'orders', [kind]).after;

describe('pages', () => {
  it('have 50 elements if nothing is said, at most 200, and begin at the start', () => {
    expect(decodePage(undefined, 'orders', kinds)).toEqual({ size: 50, after: undefined });
    expect(decodePage({ pageSize: 0, pageToken: '' }, 'orders', kinds).size).toBe(50);
    expect(decodePage({ pageSize: 1000, pageToken: '' }, 'orders', kinds).size).toBe(200);
  });

  it('follow each other by a token, until there is none', () => {
    const seen: number[] = [];
    let pageToken = '';
    do {
      const page = decodePage({ pageSize: 3, pageToken }, 'orders:cafe', kinds);
      const from = page.after === undefined ? 0 : page.after[1] + 1;
      const cut = cutPage(rows.slice(from, from + page.size + 1), page, 'orders:cafe', keyOf);
      seen.push(...cut.rows.map((row) => row.id));
      pageToken = cut.nextPageToken;
    } while (pageToken !== '');
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it.each([
    ['broken', 'not a token!'],
    ['of another list', encodePage('payments', [new Date(), 1])],
    ['with another key', encodePage('orders', [new Date()])],
    ['that is no list', Buffer.from('"x"').toString('base64url')],
  ])('refuse a token that is %s', (_, pageToken) => {
    expect(() => decodePage({ pageSize: 1, pageToken }, 'orders', kinds)).toThrow(refused);
  });
});

describe('values of a sort key', () => {
  it.each<[KeyKind, unknown]>([
    ['time', new Date('2026-05-04T08:30:00.123Z')],
    ['time', new Date('0001-01-01T00:00:00.000Z')],
    ['uuid', id],
    ['text', ''],
    ['text', 'Café\tau lait ☕'],
    ['int32', -(2 ** 31)],
    ['int32', 2 ** 31 - 1],
    ['day', '2028-02-29'],
    ['int53', 9_000_000_000_000_000],
    ['flag', false],
  ])('come back as they went into a token: %s %j', (kind, value) => {
    expect(read(kind, value)).toEqual([value]);
  });

  it.each<[KeyKind, unknown]>([
    ['day', 'x'],
    ['day', '2026-02-29'],
    ['day', '0000-01-01'],
    ['day', '2026-05-04T08:30:00.000Z'],
    ['time', 'x'],
    ['time', '2026-05-04'],
    ['time', '2026-13-04T08:30:00.000Z'],
    ['time', '0000-01-01T00:00:00.000Z'],
    ['time', '+012026-01-01T00:00:00.000Z'],
    ['time', 1_777_777_777_777],
    ['uuid', '1'],
    ['uuid', id.toUpperCase()],
    ['uuid', `{${id}}`],
    ['text', 'a\0b'],
    ['text', '\ud800'],
    ['text', 1],
    ['int32', 2 ** 31],
    ['int32', 0.5],
    ['int32', '1'],
    ['int53', 2 ** 53],
    ['int53', 1e300],
    ['flag', 'true'],
    ['flag', null],
    ['text', { a: 1 }],
  ])('are refused if they are of no use to a database: %s %j', (kind, value) => {
    expect(() => read(kind, value)).toThrow(refused);
  });
});
