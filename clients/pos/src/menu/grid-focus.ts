/** Moving the focus over a grid of buttons with arrow keys, in the direction that is seen, also where one reads right to left. */

/** Moves the focus as a key says; returns whether it was one that moves. */
export function moveFocus(grid: HTMLElement, event: { key: string; target: EventTarget }): boolean {
  const buttons = [...grid.querySelectorAll<HTMLElement>('button')];
  const at = buttons.indexOf(event.target as HTMLElement);
  if (at < 0) return false;
  const first = buttons[0]?.offsetTop;
  const columns = Math.max(1, buttons.filter(({ offsetTop }) => offsetTop === first).length);
  const forward = getComputedStyle(grid).direction === 'rtl' ? -1 : 1;
  const steps: Record<string, number> = {
    ArrowRight: forward,
    ArrowLeft: -forward,
    ArrowDown: columns,
    ArrowUp: -columns,
    Home: -at,
    End: buttons.length - 1 - at,
  };
  const step = steps[event.key];
  if (step === undefined) return false;
  buttons[at + step]?.focus();
  return true;
}
