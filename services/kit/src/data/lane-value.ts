/** A parameter as PostgreSQL reads it: bytes as they are, everything else as text, null as null. */
export function toParameter(value: unknown): string | Buffer | null {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return ArrayBuffer.isView(value[0]) ? bytesArray(value) : arrayLiteral(value);
  if (ArrayBuffer.isView(value)) return asBuffer(value);
  return JSON.stringify(value);
}

const BYTEA = 17;

/** An array of bytes in PostgreSQL's binary form: as text they would be hex digits, which both sides would have to work at. */
function bytesArray(values: readonly (ArrayBufferView | null)[]): Buffer {
  const parts = values.map((value) => value && asBuffer(value));
  const head = Buffer.alloc(20);
  // One dimension, whether there are nulls, what it holds, how many, and that the first is number 1.
  [1, parts.includes(null) ? 1 : 0, BYTEA, parts.length, 1].forEach((word, i) => {
    head.writeInt32BE(word, i * 4);
  });
  const pieces: Buffer[] = [head];
  for (const part of parts) {
    const size = Buffer.allocUnsafe(4);
    size.writeInt32BE(part ? part.length : -1);
    pieces.push(size);
    if (part) pieces.push(part);
  }
  return Buffer.concat(pieces);
}

function arrayLiteral(values: readonly unknown[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) {
    if (i > 0) text += ',';
    const value = values[i];
    if (value === null || value === undefined) text += 'NULL';
    else if (Array.isArray(value)) text += arrayLiteral(value);
    else if (typeof value === 'number' || typeof value === 'bigint') text += value;
    else if (ArrayBuffer.isView(value)) text += `"\\\\x${asBuffer(value).toString('hex')}"`;
    else text += quoted(toParameter(value) as string);
  }
  return `${text}}`;
}

function quoted(text: string): string {
  return `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`;
}

function asBuffer(view: ArrayBufferView): Buffer {
  return view instanceof Buffer ? view : Buffer.from(view.buffer, view.byteOffset, view.byteLength);
}
