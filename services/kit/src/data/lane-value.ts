/** A parameter as PostgreSQL reads it: bytes as they are, everything else as text, null as null. */
export function toParameter(value: unknown): string | Buffer | null {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return arrayLiteral(value);
  if (ArrayBuffer.isView(value)) return asBuffer(value);
  return JSON.stringify(value);
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
