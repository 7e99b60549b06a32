/** Keeps the sandbox's records in an append-only file, so that a restart, even after a kill, finds them again. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A table of records by id; `put` is on disk when it returns. */
export interface Table<T extends { id: string }> {
  get(id: string): T | undefined;
  put(record: T): void;
  drop(id: string): void;
  /** In the order in which they were first put. */
  all(): IterableIterator<T>;
  readonly size: number;
}

/** Tables that share one file. */
export interface Journal {
  table<T extends { id: string }>(name: string): Table<T>;
}

interface Line {
  table: string;
  id: string;
  record: { id: string } | null;
}

const compactAfterBytes = 64 * 1024 * 1024;

/** Opens the journal at `path`, or one in memory only if there is no path. A torn last line is forgotten. */
export function openJournal(path?: string): Journal {
  const tables = new Map<string, Map<string, { id: string }>>();
  const rowsOf = (name: string) => {
    const rows = tables.get(name) ?? new Map<string, { id: string }>();
    tables.set(name, rows);
    return rows;
  };
  let written = 0;

  const compact = () => {
    if (path === undefined) return;
    const lines: string[] = [];
    for (const [table, rows] of tables)
      for (const record of rows.values()) lines.push(encode({ table, id: record.id, record }));
    writeFileSync(`${path}.new`, lines.join(''), { mode: 0o600 });
    renameSync(`${path}.new`, path);
    written = 0;
  };
  const write = (line: Line) => {
    if (path === undefined) return;
    const text = encode(line);
    appendFileSync(path, text, { mode: 0o600 });
    written += text.length;
    if (written > compactAfterBytes) compact();
  };

  if (path !== undefined) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    for (const line of existsSync(path) ? read(path) : []) {
      if (line.record) rowsOf(line.table).set(line.id, line.record);
      else rowsOf(line.table).delete(line.id);
    }
    compact();
  }
  return {
    table<T extends { id: string }>(name: string): Table<T> {
      const rows = rowsOf(name) as unknown as Map<string, T>;
      return {
        get: (id) => rows.get(id),
        put(record) {
          rows.set(record.id, record);
          write({ table: name, id: record.id, record });
        },
        drop(id) {
          if (rows.delete(id)) write({ table: name, id, record: null });
        },
        all: () => rows.values(),
        get size() {
          return rows.size;
        },
      };
    },
  };
}

const encode = (line: Line) => `${JSON.stringify(line)}\n`;

function* read(path: string): Generator<Line> {
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    if (text === '') continue;
    try {
      yield JSON.parse(text) as Line;
    } catch {
      // A line that a kill cut short: what it said was never answered.
    }
  }
}
