import { runInCall } from './call.ts';
import type { CallState } from './call-state.ts';
import { deadlineExceeded, type Refusal, tokenInvalid } from './refusal.ts';

/** Longest time that a timer can wait; a deadline further off is none. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** Time in which a stream may end by itself once its caller's token has expired. */
const EXPIRED_MS = 1000;

/**
 * Throws where a handler answers with something that it found and never authorised. That is a fault of the handler, which
 * every call of its RPC shows: what it has written by then stays.
 */
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
 * is part of the call, and the first message shows that it was authorised. No stream outlives its caller's token.
 */
export async function* messagesOf(call: CallState, source: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  const iterator = source[Symbol.asyncIterator]();
  const cancelTimers = [endAtDeadline(call), endAfterToken(call)];
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
    for (const cancel of cancelTimers) cancel();
    const left = iterator.return?.();
    // A handler that is told to end may take its time; nobody waits for it any more.
    if (call.ended) left?.catch(() => undefined);
    else await left;
  }
}

function endAtDeadline(call: CallState): () => void {
  return endAt(call.deadline, call, deadlineExceeded);
}

function endAfterToken(call: CallState): () => void {
  const { expiresMs = Number.POSITIVE_INFINITY } = call.principal;
  return endAt(expiresMs + EXPIRED_MS, call, () => tokenInvalid('The access token has expired. Refresh it.'));
}

function endAt(timeMs: number, call: CallState, reason: () => Refusal): () => void {
  const leftMs = timeMs - Date.now();
  if (leftMs > MAX_TIMER_MS) return () => undefined;
  const timer = setTimeout(() => call.end(reason()), Math.max(0, leftMs));
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
