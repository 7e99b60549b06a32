import CircuitBreaker from 'opossum';
import { Refusal, unavailable } from '../call/refusal.ts';

/** When a breaker opens and how soon it tries again. */
export interface BreakerOptions {
  /** Share of failed calls, in percent, that opens it; 50 if left out. */
  errorPercent?: number;
  /** Fewest calls in the last 10 seconds before it may open; 10 if left out. */
  minimumCalls?: number;
  /** How long it stays open before one call tries again, in milliseconds; 2,000 if left out. */
  resetMs?: number;
  /** Which errors count; by default those that say the other side is away or too slow. */
  isFailure?(error: unknown): boolean;
}

/** Lets work through while the other side answers; refuses at once with UNAVAILABLE while it does not. */
export interface Breaker {
  readonly name: string;
  run<T>(work: () => Promise<T>): Promise<T>;
  isOpen(): boolean;
  close(): void;
}

/** Whether a breaker lets calls through: all, one to try, or none. */
export type BreakerState = 'closed' | 'halfOpen' | 'open';

/** Told what breakers do, by their names. */
export interface BreakerListener {
  /** A breaker was made, which is closed, or has changed. */
  changed(name: string, state: BreakerState): void;
  /** A call was refused because the breaker is open. */
  rejected(name: string): void;
}

const ROLLING_MS = 10_000;

/** Makes a breaker; `name` says what is behind it. */
export function createBreaker(
  name: string,
  options: BreakerOptions = {},
  listener?: BreakerListener,
): Breaker {
  const resetMs = options.resetMs ?? 2000;
  const isFailure = options.isFailure ?? saysAway;
  const circuit = new CircuitBreaker((work: () => Promise<unknown>) => work(), {
    name,
    timeout: false,
    errorThresholdPercentage: options.errorPercent ?? 50,
    volumeThreshold: options.minimumCalls ?? 10,
    resetTimeout: resetMs,
    rollingCountTimeout: ROLLING_MS,
    rollingCountBuckets: 10,
    rollingPercentilesEnabled: false,
    errorFilter: (error: unknown) => !isFailure(error),
  });
  listener?.changed(name, 'closed');
  circuit.on('open', () => listener?.changed(name, 'open'));
  circuit.on('halfOpen', () => listener?.changed(name, 'halfOpen'));
  circuit.on('close', () => listener?.changed(name, 'closed'));
  circuit.on('reject', () => listener?.rejected(name));
  return {
    name,
    async run<T>(work: () => Promise<T>): Promise<T> {
      try {
        return (await circuit.fire(work)) as T;
      } catch (error) {
        if (error instanceof Error && CircuitBreaker.isOurError(error)) throw unavailable(name, resetMs);
        throw error;
      }
    },
    isOpen: () => circuit.opened,
    close: () => circuit.shutdown(),
  };
}

function saysAway(error: unknown): boolean {
  if (!(error instanceof Refusal)) return true;
  return error.code === 'UNAVAILABLE' || error.code === 'DEADLINE_EXCEEDED';
}
