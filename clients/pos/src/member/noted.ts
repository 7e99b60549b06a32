/**
 * Members who named themselves while they could not be looked up: what they showed, by order, kept in the browser from that
 * moment until the server has taken it in. Each has the id of its earn intent from the beginning, so that it counts once,
 * whichever tab sends it and however often.
 */
import { v7 as newId } from 'uuid';

const prefix = 'sippy.earn.';

/** Later than this a paid order can no longer be given to a member, in milliseconds. */
export const tooLateMs = 7 * 86_400_000;

/** Somebody on a sale who is to be looked up. */
export interface Noted {
  /** Id of the earn intent. */
  readonly intentId: string;
  readonly cafeId: string;
  readonly orderId: string;
  /** What was scanned or typed. */
  readonly text: string;
  /** When that was, in epoch milliseconds. */
  readonly at: number;
}

/** Notes what a member of a sale has shown, in place of what was noted for it before. */
export function note(
  noted: Pick<Noted, 'cafeId' | 'orderId' | 'text'>,
  at: number = Date.now(),
  storage: Storage = localStorage,
): Noted {
  const kept = { ...noted, intentId: newId(), at };
  storage.setItem(prefix + noted.orderId, JSON.stringify(kept));
  return kept;
}

/** What is noted for a sale. */
export function notedFor(orderId: string, storage: Storage = localStorage): Noted | undefined {
  return read(storage.getItem(prefix + orderId));
}

/** Forgets what was noted for a sale; where an intent is named, only if it is that one. */
export function forgetNoted(orderId: string, intentId?: string, storage: Storage = localStorage): void {
  if (intentId && notedFor(orderId, storage)?.intentId !== intentId) return;
  storage.removeItem(prefix + orderId);
}

/** All that is noted at a café, the oldest first. What is too old to count is forgotten. */
export function allNoted(cafeId: string, now: number = Date.now(), storage: Storage = localStorage): Noted[] {
  const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '');
  const noted = keys
    .filter((key) => key.startsWith(prefix))
    .flatMap((key) => read(storage.getItem(key)) ?? []);
  for (const { orderId, at } of noted) if (now - at > tooLateMs) forgetNoted(orderId, undefined, storage);
  return noted
    .filter((one) => one.cafeId === cafeId && now - one.at <= tooLateMs)
    .sort((a, b) => a.at - b.at);
}

function read(text: string | null): Noted | undefined {
  try {
    const noted = JSON.parse(text ?? 'null') as Noted | null;
    return noted?.intentId && noted.orderId && noted.text ? noted : undefined;
  } catch {
    return undefined;
  }
}
