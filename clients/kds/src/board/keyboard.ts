/** What a key means on the board. */
import { placeKeyOf } from '../tickets/keys.ts';

/** What a cook can say by a key. */
export type Command =
  | { readonly kind: 'place'; readonly key: string }
  | { readonly kind: 'move'; readonly to: 'up' | 'down' | 'left' | 'right' }
  | { readonly kind: CommandName };

/** Commands that stand by themselves. */
export type CommandName =
  | 'start'
  | 'order'
  | 'recall'
  | 'undo'
  | 'allDay'
  | 'mute'
  | 'settings'
  | 'help'
  | 'escape';

/** The key of each command, as it is shown; a bump bar's function keys can be given the same letters. */
export const commandKeys: Readonly<Record<Exclude<CommandName, 'escape'>, string>> = {
  start: 's',
  order: 'o',
  recall: 'r',
  undo: 'u',
  allDay: 't',
  mute: 'm',
  settings: ',',
  help: 'h',
};

const moves = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' } as const;

/** The command of a key, or undefined if it is not the board's. */
export function commandOf(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat'>,
): Command | undefined {
  const { key, ctrlKey, metaKey, altKey, repeat } = event;
  if ((ctrlKey || metaKey) && key.toLowerCase() === 'z') return { kind: 'undo' };
  if (ctrlKey || metaKey || altKey) return undefined;
  if (key in moves) return { kind: 'move', to: moves[key as keyof typeof moves] };
  // A finger that rests on a key bumps one ticket, not all that come after it.
  if (repeat) return undefined;
  if (key === 'Escape') return { kind: 'escape' };
  if (key === '?') return { kind: 'help' };
  const named = Object.entries(commandKeys).find(([, its]) => its === key.toLowerCase());
  if (named) return { kind: named[0] as CommandName };
  const place = placeKeyOf(event);
  return place === undefined ? undefined : { kind: 'place', key: place };
}
