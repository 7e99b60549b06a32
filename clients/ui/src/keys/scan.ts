/** Telling a scanner, which types as if it were a keyboard, from a hand. Pure. */

/** A key that was pressed. */
export interface ScanKey {
  /** `KeyboardEvent.key`. */
  readonly key: string;
  /** `KeyboardEvent.code`. */
  readonly code: string;
  /** When, in milliseconds. */
  readonly at: number;
  readonly repeat: boolean;
}

/** What one more key means. */
export interface ScanStep<K extends ScanKey> {
  /** Keys that may be the beginning of a scan; nobody else is to hear of them yet. */
  readonly held: readonly K[];
  /** Keys that were held and are a hand's: they are to be heard now, before this one. */
  readonly released: readonly K[];
  /** Whether this key is to be heard now. */
  readonly passes: boolean;
  /** What was scanned. */
  readonly scanned?: string;
}

/** A scanner has typed its next key by then, in milliseconds; a hand hardly ever has, and never so often in a row. */
export const scanGapMs = 40;

/** Nothing that is scanned is shorter; six keys and Enter as fast as that come from no hand. */
const leastLength = 6;

/** What one more key means after those that are held: a scan is a quick burst of keys, a digit among them, that ends with Enter. */
export function takeKey<K extends ScanKey>(held: readonly K[], key: K): ScanStep<K> {
  const last = held.at(-1);
  const isQuick = last !== undefined && key.at - last.at <= scanGapMs;
  if (key.key === 'Shift') return { held, released: [], passes: true };
  if (key.key === 'Enter' && isQuick && isScan(held))
    return { held: [], released: [], passes: false, scanned: textOf(held) };
  const isText = [...key.key].length === 1 && !key.repeat;
  if (isText && isQuick) return { held: [...held, key], released: [], passes: false };
  if (isText && begins(key)) return { held: [key], released: held, passes: false };
  return { held: [], released: held, passes: true };
}

/** A letter, a digit or a plus, or what the layout makes of such a key. */
function begins({ key, code }: ScanKey): boolean {
  return /^[\p{L}\p{N}+]$/u.test(key) || /^(?:Key|Digit|Numpad\d)/.test(code);
}

function isScan(held: readonly ScanKey[]): boolean {
  return held.length >= leastLength && /\d/.test(textOf(held));
}

/**
 * What the keys say. A scanner presses the keys of an American keyboard: where the layout makes something else of them than
 * plain letters and digits, what stands on those keys counts.
 */
function textOf(held: readonly ScanKey[]): string {
  const typed = held.map(({ key }) => key).join('');
  return /^[\x20-\x7e]+$/.test(typed) ? typed : held.map(({ key, code }) => ofCode(code) ?? key).join('');
}

const otherKeys: Readonly<Record<string, string>> = { Semicolon: ':', Minus: '-', Period: '.', Equal: '+' };

function ofCode(code: string): string | undefined {
  return /^(?:Key|Digit|Numpad)([A-Z0-9])$/.exec(code)?.[1] ?? otherKeys[code];
}
