/** Keys of the board: numbers and letters of tickets, commands, arrows. */
import { TicketStatus } from '@sippy/proto/web/kitchen/v1/kitchen';
import { say } from '@sippy/ui/components/live-region';
import { useDocumentKeys } from '@sippy/ui/keys/document-keys';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type KeyBoard, ticketAt } from '../tickets/keys.ts';
import { nextHeldCourse } from '../tickets/lines.ts';
import { type CommandName, commandOf } from './keyboard.ts';
import { useKitchen } from './kitchen.tsx';
import { moveFocus } from './move-focus.ts';

/** What the next key of a ticket will do, other than to say that it is done. */
export type Armed = 'start' | 'order' | undefined;

/** A command is forgotten when no ticket follows. */
const armedMs = 5000;

/** Who empties the board key by key may press once too often: that is not to fire the course which is next by then. */
const overshootMs = 1500;

/** Listens to the keyboard; `onCommand` does what is not about a ticket. */
export function useBoardKeys(
  keyBoard: RefObject<KeyBoard>,
  onCommand: (command: CommandName) => void,
): { armed: Armed; disarm(): void } {
  const { t } = useTranslation('kds');
  const { actions, store } = useKitchen();
  const [armed, setArmed] = useState<Armed>();
  const bumpedAtMs = useRef(Number.NEGATIVE_INFINITY);
  const press = (key: string) => {
    const ticketId = ticketAt(keyBoard.current, key, performance.now());
    const ticket = ticketId === undefined ? undefined : store.getState().shown.get(ticketId);
    if (!ticketId || !ticket) {
      if (keyBoard.current.former.size > 0) say(t('said.moved'), 'assertive');
      return;
    }
    const isHeld = ticket.status === TicketStatus.HELD;
    if (isHeld && performance.now() - bumpedAtMs.current < overshootMs) return;
    if (!isHeld) bumpedAtMs.current = performance.now();
    if (isHeld) void actions.fire(ticket.orderId, nextHeldCourse(ticket) ?? 0);
    else if (armed === 'start') void actions.start(ticketId);
    else if (armed === 'order') void actions.bumpOrder(ticket.orderId);
    else void actions.bump(ticketId);
    setArmed(undefined);
  };
  useDocumentKeys((event) => {
    if (event.defaultPrevented || isElsewhere(event.target)) return;
    const command = commandOf(event);
    if (!command) return;
    if (command.kind === 'move') {
      if (moveFocus(command.to)) event.preventDefault();
      return;
    }
    event.preventDefault();
    if (command.kind === 'place') return press(command.key);
    if (command.kind === 'start' || command.kind === 'order') {
      return setArmed(armed === command.kind ? undefined : command.kind);
    }
    if (command.kind === 'escape') setArmed(undefined);
    else onCommand(command.kind);
  });
  useEffect(() => {
    if (!armed) return;
    const timer = setTimeout(() => setArmed(undefined), armedMs);
    return () => clearTimeout(timer);
  }, [armed]);
  return { armed, disarm: () => setArmed(undefined) };
}

/** A toast is a dialog too, but one beside which work goes on. */
const openDialog = ':is([role="dialog"], [role="alertdialog"]):not([aria-modal="false"])';

/** Somebody types, or a dialog is open: its keys are its own. */
function isElsewhere(target: EventTarget | null): boolean {
  if (document.querySelector(openDialog)) return true;
  return target instanceof Element && target.closest('input, textarea, select, [role="listbox"]') !== null;
}
