import pg from 'pg';

type Parser = (text: string) => unknown;

const DATE = 1082;
const TIMESTAMPTZ = 1184;
const INT8 = 20;
const INT8_ARRAY = 1016;
const XID8 = 5069;

const parserOf = pg.types.getTypeParser as (oid: number, format?: 'text' | 'binary') => Parser;
const asText: Parser = (text) => text;
const parseBigints = parserOf(INT8_ARRAY) as (text: string) => (string | null)[];
const parseRareTime = parserOf(TIMESTAMPTZ);

const parsers = new Map<number, Parser>([
  [INT8, BigInt],
  [XID8, BigInt],
  [INT8_ARRAY, (text) => parseBigints(text).map((part) => (part === null ? null : BigInt(part)))],
  [DATE, asText],
  [TIMESTAMPTZ, parseTime],
]);

/** How columns come back: int8 and xid8 as bigint, timestamptz as Date, date as YYYY-MM-DD, the rest as pg does. */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) ||
    parserOf(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};

/** Reads `2026-01-02 03:04:05.678901+00`, the one form that sessions in UTC write; anything rarer goes to pg. */
function parseTime(text: string): Date {
  if (text.charCodeAt(10) === 32 && text.endsWith('+00') && text.length >= 22 && text.length <= 29) {
    return new Date(`${text.slice(0, 10)}T${text.slice(11, Math.min(text.length - 3, 23))}Z`);
  }
  return parseRareTime(text) as Date;
}
