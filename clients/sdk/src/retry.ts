import { SippyError } from './error.ts';

const baseDelayMs = 50;
const maxDelayMs = 2_000;

/** How long to wait before the next try, or undefined if the failure is final. Attempts count from 1. */
export function retryDelayMs(
  error: unknown,
  attempt: number,
  random: () => number = Math.random,
): number | undefined {
  if (!(error instanceof SippyError)) return undefined;
  const lost = error.code === 'UNAVAILABLE' || error.code === 'DEADLINE_EXCEEDED';
  const askedToWait = error.code === 'RESOURCE_EXHAUSTED' && error.retryAfterMs !== undefined;
  if (!lost && !askedToWait) return undefined;
  const backoff = Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1)) * (0.5 + random() / 2);
  return Math.max(backoff, error.retryAfterMs ?? 0);
}

/** Waits, or rejects as soon as the signal is aborted. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
