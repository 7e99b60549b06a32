/** A mute that ends by itself: a kitchen that forgot it is never silent for the rest of the day. */

/** How long a mute lasts. */
export const muteMs = 10 * 60_000;

/** Until when the sound is off, or undefined. A time further away than a mute lasts is none: a clock was set back. */
export function mutedUntil(keptMs: number | undefined, nowMs: number): number | undefined {
  return keptMs !== undefined && keptMs > nowMs && keptMs <= nowMs + muteMs ? keptMs : undefined;
}
