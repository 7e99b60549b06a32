import { LRUCache } from 'lru-cache';
import { Refusal } from '../call/refusal.ts';

/** Younger than this, a copy is handed out as it is. */
const FRESH_MS = 1000;
/** Up to this age a copy is still handed out while its version is being checked; older ones wait for the check. */
const USABLE_MS = 1500;
/** How long a caller waits for a check before the copy in memory will do, in milliseconds. */
const CHECK_MS = 800;
/** How long callers wait for the first copy, in milliseconds: they share one question, so none of their deadlines counts. */
const FIRST_MS = 3000;
/** How long the owner is left alone after it could not be reached. */
const AWAY_MS = 1000;
const MAX_COPIES = 5000;

interface Copy<T> {
  value: T;
  checkedAt: number;
  /** No check before this: the owner was not reachable. */
  awayUntil: number;
}

/** How old copies may become, and how many are kept. */
export interface FreshCopiesOptions {
  /** Younger than this, a copy is handed out as it is; 1000 ms if left out. */
  readonly freshMs?: number;
  /** Up to this age it is handed out while it is being checked, beyond it whoever asks waits; 1500 ms if left out. */
  readonly usableMs?: number;
  /** Most copies; 5000 if left out. */
  readonly max?: number;
}

/** Copies of what another service owns, each by id. */
export interface FreshCopies<T> {
  /**
   * The thing, at most two seconds behind its owner (`usableMs` and the time of a check). While the owner is away, the
   * copy in memory is handed out, however old. Throws what the owner says if there is no copy.
   */
  get(id: string): Promise<T>;
}

/**
 * Keeps copies in memory. `fetch` asks the owner for what is newer than `known`, and gives undefined if nothing is. All who
 * wait for a copy share one question, so it goes out on nobody's behalf; the copies that were not used for longest go when
 * there are too many.
 */
export function freshCopies<T>(
  fetch: (id: string, known: T | undefined, on: { deadlineMs: number }) => Promise<T | undefined>,
  { freshMs = FRESH_MS, usableMs = USABLE_MS, max = MAX_COPIES }: FreshCopiesOptions = {},
): FreshCopies<T> {
  const copies = new LRUCache<string, Copy<T>>({ max });
  const checks = new Map<string, Promise<T>>();

  const check = async (id: string, known: Copy<T> | undefined): Promise<T> => {
    const startedAt = performance.now();
    try {
      const deadlineMs = known ? CHECK_MS : FIRST_MS;
      const value = (await fetch(id, known?.value, { deadlineMs })) ?? known?.value;
      if (value === undefined) throw new Error('the owner sent nothing, although nothing was known');
      copies.set(id, { value, checkedAt: startedAt, awayUntil: 0 });
      return value;
    } catch (error) {
      if (!known || !isAway(error)) {
        copies.delete(id);
        throw error;
      }
      known.awayUntil = performance.now() + AWAY_MS;
      return known.value;
    }
  };

  const checkOnce = (id: string, known: Copy<T> | undefined): Promise<T> => {
    let running = checks.get(id);
    if (!running) {
      running = check(id, known).finally(() => checks.delete(id));
      checks.set(id, running);
    }
    return running;
  };

  return {
    async get(id) {
      const copy = copies.get(id);
      if (!copy) return checkOnce(id, undefined);
      const now = performance.now();
      const age = now - copy.checkedAt;
      if (age < freshMs || now < copy.awayUntil) return copy.value;
      const checked = checkOnce(id, copy);
      if (age >= usableMs) return checked;
      checked.catch(() => undefined);
      return copy.value;
    },
  };
}

/** The owner could not be asked; anything else it says counts. */
function isAway(error: unknown): boolean {
  if (!(error instanceof Refusal)) return true;
  return [
    'UNAVAILABLE',
    'DEADLINE_EXCEEDED',
    'CANCELLED',
    'INTERNAL',
    'UNKNOWN',
    'RESOURCE_EXHAUSTED',
  ].includes(error.code);
}
