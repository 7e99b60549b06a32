/** Changes of what is on the server already: each has one key until its answer came, whoever asks again and after a reload. */
import { SippyError } from '@sippy/sdk/web';
import { v7 as newId } from 'uuid';
import { keepAsText } from './keep.ts';

const prefix = 'sippy.asked.';

/** Codes after which nobody knows whether it was done. */
const unanswered: ReadonlySet<string> = new Set([
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'UNKNOWN',
  'INTERNAL',
  'CANCELLED',
]);

/**
 * Runs a change under the key that belongs to it: the one of an earlier try if that one had no answer, else a new one. So a
 * lost answer followed by another tap is one change, and two taps with an answer each are two.
 */
export async function askOnce<T>(
  name: string,
  body: unknown,
  run: (requestId: string) => Promise<T>,
  storage: Storage = sessionStorage,
): Promise<T> {
  const key = `${prefix}${name}.${keepAsText(body)}`;
  const requestId = storage.getItem(key) ?? newId();
  storage.setItem(key, requestId);
  try {
    const answer = await run(requestId);
    storage.removeItem(key);
    return answer;
  } catch (error) {
    if (!(error instanceof SippyError && unanswered.has(error.code))) storage.removeItem(key);
    throw error;
  }
}
