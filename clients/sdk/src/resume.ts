import { SippyError } from './error.ts';
import { retryDelayMs, sleep } from './retry.ts';

/** A message of a live stream: `sequence` says up to where the receiver has seen everything. */
export interface Sequenced {
  readonly sequence: bigint;
}

/** How a live stream is kept alive. */
export interface FollowOptions {
  /** Ends the stream. */
  signal?: AbortSignal;
  /** Sequence after which to begin; 0 begins with the present state. */
  afterSequence?: bigint;
  /** Silence after which the connection is taken for dead and opened again; default 40,000 (heartbeats come every 15,000). */
  silenceMs?: number;
  /** Told whether the stream is live; `false` means that what is shown may be stale. */
  onLive?(live: boolean): void;
}

/**
 * Follows a live stream without gap or double: reopens it after a loss or a silence and resumes after the last sequence
 * that was seen. `open` starts one connection after the given sequence. Ends when the signal is aborted; rejects with
 * what cannot be mended by trying again.
 */
export async function* follow<M extends Sequenced>(
  open: (afterSequence: bigint, signal: AbortSignal) => AsyncIterable<M>,
  options: FollowOptions = {},
): AsyncGenerator<M> {
  const { signal, silenceMs = 40_000, onLive } = options;
  let sequence = options.afterSequence ?? 0n;
  let failures = 0;
  while (!signal?.aborted) {
    const connection = new AbortController();
    const abort = () => connection.abort();
    const watchdog = createWatchdog(silenceMs, abort);
    let live = false;
    signal?.addEventListener('abort', abort, { once: true });
    try {
      for await (const message of open(sequence, connection.signal)) {
        watchdog.feed();
        if (!live) onLive?.(true);
        live = true;
        failures = 0;
        yield message;
        sequence = message.sequence;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (!isPassing(error)) throw error;
    } finally {
      watchdog.stop();
      signal?.removeEventListener('abort', abort);
      connection.abort();
    }
    if (live) onLive?.(false);
    failures = Math.min(failures + 1, 6);
    await sleep(retryDelayMs(streamEnded, failures) ?? 0, signal).catch(() => {});
  }
}

const streamEnded = new SippyError('UNAVAILABLE', 'The stream ended.');

function isPassing(error: unknown): boolean {
  return (error instanceof SippyError && error.code === 'CANCELLED') || retryDelayMs(error, 1) !== undefined;
}

function createWatchdog(silenceMs: number, bark: () => void): { feed(): void; stop(): void } {
  let timer = setTimeout(bark, silenceMs);
  return {
    feed() {
      clearTimeout(timer);
      timer = setTimeout(bark, silenceMs);
    },
    stop: () => clearTimeout(timer),
  };
}
