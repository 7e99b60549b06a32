import { type PointerEvent, type SyntheticEvent, useEffect, useRef } from 'react';

const holdMs = 500;
const slackPx = 10;

/**
 * Holding down, by finger or mouse, and the menu key. `idOf` says on what; `wasHeld` tells once whether the click that follows
 * is the end of a hold.
 */
export function useLongPress(
  idOf: (target: EventTarget) => string | undefined,
  onHold: (id: string) => void,
) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const start = useRef({ x: 0, y: 0 });
  const held = useRef(false);
  const cancel = () => clearTimeout(timer.current);
  useEffect(() => () => clearTimeout(timer.current), []);
  const hold = (id: string) => {
    cancel();
    held.current = true;
    onHold(id);
  };
  return {
    wasHeld: () => {
      const was = held.current;
      held.current = false;
      return was;
    },
    handlers: {
      onPointerDown(event: PointerEvent) {
        held.current = false;
        const id = event.button === 0 ? idOf(event.target) : undefined;
        if (!id) return;
        start.current = { x: event.clientX, y: event.clientY };
        cancel();
        timer.current = setTimeout(() => hold(id), holdMs);
      },
      onPointerMove(event: PointerEvent) {
        const { x, y } = start.current;
        if (Math.hypot(event.clientX - x, event.clientY - y) > slackPx) cancel();
      },
      onPointerUp: cancel,
      onPointerCancel: cancel,
      onPointerLeave: cancel,
      onContextMenu(event: SyntheticEvent) {
        const id = idOf(event.target);
        if (!id) return;
        event.preventDefault();
        if (held.current) return;
        hold(id);
        // The menu key and the other mouse button are followed by no click.
        held.current = false;
      },
    },
  };
}
