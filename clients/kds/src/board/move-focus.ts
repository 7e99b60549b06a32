/** Going from ticket to ticket by arrows, and where the focus goes when its ticket is done. */

/** Where the arrow points. */
export type Direction = 'up' | 'down' | 'left' | 'right';

const places = () => [...document.querySelectorAll<HTMLElement>('[data-focus-place]')];

/** Moves the focus to the nearest ticket in a direction; to the first one from elsewhere. Says whether it did. */
export function moveFocus(to: Direction): boolean {
  const from = document.activeElement?.closest('[data-ticket]');
  const target = from ? nearest(from.getBoundingClientRect(), to, from) : places()[0];
  target?.focus();
  return target !== undefined;
}

/** What has to be gone further across than along counts double: an arrow keeps to its row or column. */
function nearest(from: DOMRect, to: Direction, own: Element): HTMLElement | undefined {
  const sign = to === 'down' || to === 'right' ? 1 : -1;
  const isVertical = to === 'up' || to === 'down';
  let best: { place: HTMLElement; cost: number } | undefined;
  for (const place of places()) {
    const card = place.closest('[data-ticket]');
    if (!card || card === own) continue;
    const box = card.getBoundingClientRect();
    const down = box.top - from.top;
    const right = centre(box) - centre(from);
    const along = sign * (isVertical ? down : right);
    if (along <= 4) continue;
    const cost = along + 2 * Math.abs(isVertical ? right : down);
    if (!best || cost < best.cost) best = { place, cost };
  }
  return best?.place;
}

function centre({ left, width }: DOMRect): number {
  return left + width / 2;
}

/** Where the focus was last, among all tickets in their order. */
let lastPlace = -1;

/** Notes where the focus is; to be called when it moves. */
export function notePlace(target: EventTarget): void {
  const card = target instanceof Element ? target.closest('[data-ticket]') : null;
  lastPlace = card ? [...document.querySelectorAll('[data-ticket]')].indexOf(card) : -1;
}

/** If the ticket that had the focus is gone, the one that took its place has it now. */
export function keepFocus(): void {
  if (lastPlace < 0 || document.activeElement !== document.body) return;
  const cards = document.querySelectorAll('[data-ticket]');
  const card = cards[Math.min(lastPlace, cards.length - 1)];
  card?.querySelector<HTMLElement>('[data-focus-place]')?.focus();
}
