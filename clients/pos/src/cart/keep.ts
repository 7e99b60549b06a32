/** Values with whole numbers of any size and times, as text that a browser keeps. */

/** Writes a value; what it holds may be plain data, `bigint` and `Date`. */
export function keepAsText(value: unknown): string {
  return JSON.stringify(tagged(value));
}

/** Reads what `keepAsText` wrote. Throws if it is something else. */
export function readKept(text: string): unknown {
  return JSON.parse(text, (_key, value) => {
    if (typeof value !== 'object' || value === null) return value;
    if (typeof value.$minor === 'string') return BigInt(value.$minor);
    if (typeof value.$time === 'number') return new Date(value.$time);
    return value;
  });
}

/** JSON.stringify turns a Date into text before a replacer sees it, so the tags are set first. */
function tagged(value: unknown): unknown {
  if (typeof value === 'bigint') return { $minor: String(value) };
  if (value instanceof Date) return { $time: value.getTime() };
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, tagged(inner)]));
}
