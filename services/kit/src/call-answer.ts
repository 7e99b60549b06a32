import { runInCall } from './call.ts';
import type { CallState } from './call-state.ts';
import { deadlineExceeded } from './refusal.ts';

/** Longest time that a timer can wait; a deadline further off is none. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Throws where a handler answers with something that it found and never authorised. */
export function mustHaveAuthorised(call: CallState): void {
  if (call.mustAuthorise() && !call.authorised)
    throw new Error(`${call.method} answered without authorising what it found`);
}

/** The answer, or why the call was ended before it came; the handler is told by its signal. */
export async function untilEnded<T>(answer: Promise<T>, call: CallState): Promise<T> {
  const cancelTimer = endAtDeadline(call);
  try {
    return await orEnded(answer, call);
  } finally {
    cancelTimer();
  }
}

/**
 * The messages of a stream's handler, until the call ends: then throws why, even if the handler does not notice. Every step
 * is part of the call, and the first message shows that it was authorised.
 */
export async function* messagesOf(call: CallState, source: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  const iterator = source[Symbol.asyncIterator]();
  const cancelTimer = endAtDeadline(call);
  let first = true;
  try {
    while (true) {
      const next = await orEnded(
        runInCall(call, () => iterator.next()),
        call,
      );
      if (next.done) return;
      if (first) mustHaveAuthorised(call);
      first = false;
      yield next.value;
    }
  } finally {
    cancelTimer();
    const left = iterator.return?.();
    // A handler that is told to end may take its time; nobody waits for it any more.
    if (call.ended) left?.catch(() => undefined);
    else await left;
  }
}

function endAtDeadline(call: CallState): () => void {
  const leftMs = call.deadline - Date.now();
  if (leftMs > MAX_TIMER_MS) return () => undefined;
  const timer = setTimeout(() => call.end(deadlineExceeded()), Math.max(0, leftMs));
  return () => clearTimeout(timer);
}

function orEnded<T>(answer: Promise<T>, call: CallState): Promise<T> {
  return new Promise((resolve, reject) => {
    const off = call.onEnd(reject);
    answer.then(
      (value) => {
        off();
        resolve(value);
      },
      (error) => {
        off();
        reject(error);
      },
    );
  });
}
