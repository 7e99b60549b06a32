import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Finding } from './model.ts';

/** A row with its place in the file; unknown columns read as empty. */
export interface Row {
  file: string;
  row: number;
  text(column: string): string;
}

/** Reads a CSV file with a header. Missing columns are errors; blanks around values and a byte-order mark are dropped. */
export async function readTable(
  path: string,
  columns: readonly string[],
  findings: Finding[],
): Promise<Row[]> {
  const file = basename(path);
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch {
    findings.push({ severity: 'error', kind: 'missing file', file, row: 0, message: `${file} is missing` });
    return [];
  }
  const records: unknown = parse(decode(bytes, file, findings), {
    bom: true,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    trim: true,
  });
  const [head, ...rows] = records as { record: string[]; info: { lines: number } }[];
  const header = head?.record ?? [];
  const index = new Map(header.map((name, at) => [name.toLowerCase(), at]));
  for (const column of columns) {
    if (index.has(column)) continue;
    findings.push({
      severity: 'error',
      kind: 'missing column',
      file,
      row: 1,
      message: `column ${column} is missing`,
    });
  }
  if (columns.some((column) => !index.has(column))) return [];
  return rows.map(({ record, info }) => ({
    file,
    row: info.lines,
    text: (column) => record[index.get(column) ?? -1]?.trim() ?? '',
  }));
}

/** Text of a file that may be UTF-8 or, as old tills write it, Windows-1252. */
function decode(bytes: Buffer, file: string, findings: Finding[]): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    findings.push({
      severity: 'odd',
      kind: 'encoding',
      file,
      row: 0,
      message: `${file} is not UTF-8; read as Windows-1252`,
    });
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
