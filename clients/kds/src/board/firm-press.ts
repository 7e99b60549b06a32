/** One press is one: a ticket that is done makes room for the next, which stands under the same finger. */

/** A second press this soon after another is a finger that trembled, or a key that is held down. */
export const trembleMs = 300;

let lastMs = Number.NEGATIVE_INFINITY;

/** Whether a press counts, by its time in milliseconds; to be asked once for each. */
export function isFirm(timeMs: number): boolean {
  const isLate = timeMs - lastMs >= trembleMs;
  lastMs = timeMs;
  return isLate;
}
