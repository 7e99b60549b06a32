/** Length of each member of staff's PIN, once it is known: the last digit then signs in by itself. */

/** Fewest and most digits of a PIN. */
export const pinBounds = { least: 4, most: 8 } as const;

const storageKey = 'sippy.pinLengths';

/** How many digits the PIN has; undefined until it has been entered here once. */
export function knownPinLength(staffId: string, storage: Storage = localStorage): number | undefined {
  const length = readLengths(storage)[staffId];
  return typeof length === 'number' && length >= pinBounds.least && length <= pinBounds.most
    ? length
    : undefined;
}

/** Remembers the length of a PIN that was right; with undefined forgets it. */
export function rememberPinLength(
  staffId: string,
  length: number | undefined,
  storage: Storage = localStorage,
): void {
  const { [staffId]: _, ...others } = readLengths(storage);
  storage.setItem(
    storageKey,
    JSON.stringify(length === undefined ? others : { ...others, [staffId]: length }),
  );
}

function readLengths(storage: Storage): Record<string, unknown> {
  try {
    const kept: unknown = JSON.parse(storage.getItem(storageKey) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
