import Table from 'cli-table3';

/** How the command line prints: tables for people, or one JSON value for programs. */
export interface Output {
  readonly json: boolean;
  /** Prints rows as a table, or as a JSON array of objects. */
  rows(rows: readonly Record<string, Cell>[], options?: { empty?: string }): void;
  /** Prints one thing as a list of its fields, or as a JSON object. */
  record(record: Record<string, Cell>): void;
  /** A sentence for a person; silent with --json. */
  say(text: string): void;
}

/** What a cell may hold. bigints are printed as JSON strings, as the REST API does. */
export type Cell = string | number | bigint | boolean | Date | null | undefined;

/** Prints to the given stream. */
export function createOutput(
  json: boolean,
  write: (text: string) => void = (text) => process.stdout.write(text),
): Output {
  const line = (text: string) => write(`${text}\n`);
  return {
    json,
    rows(rows, options = {}) {
      if (json) return line(toJson(rows));
      const [first] = rows;
      if (!first) return line(options.empty ?? 'Nothing here yet.');
      const columns = Object.keys(first);
      const table = new Table({
        head: columns,
        style: { head: [], border: [], compact: true },
        chars: plainBorders,
        colAligns: columns.map((column) => (isNumber(first[column]) ? 'right' : 'left')),
      });
      for (const row of rows) table.push(columns.map((column) => show(row[column])));
      line(table.toString());
    },
    record(record) {
      if (json) return line(toJson(record));
      const width = Math.max(...Object.keys(record).map((key) => key.length));
      for (const [key, value] of Object.entries(record)) line(`${key.padEnd(width)}  ${show(value)}`);
    },
    say(text) {
      if (!json) line(text);
    },
  };
}

const plainBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
};

function isNumber(cell: Cell): boolean {
  return (
    typeof cell === 'number' ||
    typeof cell === 'bigint' ||
    (typeof cell === 'string' && /^-?[\d,]+(\.\d+)?$/.test(cell))
  );
}

function show(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  return String(cell);
}

/** JSON of values that may hold bigints and dates. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? item.toString() : item), 2);
}
