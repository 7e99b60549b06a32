/** Which key bumps which ticket: the place on the screen says it, so that a bump bar's numbers fit. */

/** Keys of the places, from the front: the ten of a bump bar, then letters that are no commands and look like no digit. */
export const placeKeys: readonly string[] = [...'1234567890abcdegjknpqvwxyz'];

/**
 * The key of each ticket. Places are counted along the rows of stations that stand side by side, so that what happens at
 * one station moves no key of another.
 */
export function assignKeys(columns: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  const rows = Math.ceil(placeKeys.length / Math.max(1, columns.length));
  for (let row = 0; row < rows; row++) {
    for (const [column, ticketIds] of columns.entries()) {
      const ticketId = ticketIds[row];
      const key = placeKeys[row * columns.length + column];
      if (ticketId !== undefined && key !== undefined) keys.set(ticketId, key);
    }
  }
  return keys;
}

/** Keys as they are and as they were just before news from elsewhere moved them. */
export interface KeyBoard {
  readonly keys: ReadonlyMap<string, string>;
  readonly former: ReadonlyMap<string, string>;
  readonly movedAtMs: number;
}

/** Nothing is shown. */
export const noKeys: KeyBoard = { keys: new Map(), former: new Map(), movedAtMs: Number.NEGATIVE_INFINITY };

/** For this long a key still means the ticket that the cook saw there: less than it takes to see and press. */
export const graceMs = 700;

/** Takes in where tickets stand now; `byOwnHand` says that the cook's own action moved them, which is no surprise. */
export function withKeys(
  board: KeyBoard,
  keys: ReadonlyMap<string, string>,
  nowMs: number,
  byOwnHand: boolean,
): KeyBoard {
  const moved = [...board.keys].some(([ticketId, key]) => keys.has(ticketId) && keys.get(ticketId) !== key);
  const gone = [...board.keys.keys()].some((ticketId) => !keys.has(ticketId));
  if (!moved && !gone) return { ...board, keys };
  if (byOwnHand) return { keys, former: new Map(), movedAtMs: Number.NEGATIVE_INFINITY };
  const former = nowMs - board.movedAtMs < graceMs ? board.former : board.keys;
  return { keys, former, movedAtMs: nowMs };
}

/** The ticket that a key means; undefined if none, or if the one that was seen there has gone a moment ago. */
export function ticketAt(board: KeyBoard, key: string, nowMs: number): string | undefined {
  const now = find(board.keys, key);
  if (nowMs - board.movedAtMs >= graceMs) return now;
  const seen = find(board.former, key);
  if (seen === undefined) return now;
  return board.keys.has(seen) ? seen : undefined;
}

function find(keys: ReadonlyMap<string, string>, wanted: string): string | undefined {
  for (const [ticketId, key] of keys) if (key === wanted) return ticketId;
  return undefined;
}

/** What a keyboard's event says as a key of a place: the digits of both rows, whatever the layout puts on them. */
export function placeKeyOf({ code, key }: Pick<KeyboardEvent, 'code' | 'key'>): string | undefined {
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
  if (digit !== undefined) return digit;
  const letter = key.toLowerCase();
  return placeKeys.includes(letter) ? letter : undefined;
}
