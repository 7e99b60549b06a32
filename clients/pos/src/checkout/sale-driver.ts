/** Drives a sale from stage to stage, keeping each before the next call is made. */
import type { PayIntent, Sale } from './sale.ts';
import { type SaleEvent, step } from './sale-machine.ts';
import { problemOf } from './sale-problem.ts';
import { failed, type SaleWorld, workOf } from './sale-work.ts';

/** How long it waits between two questions, in milliseconds. */
const waitingMs = 1_200;
const longestPauseMs = 5_000;

/** A sale that is being driven. */
export interface SaleDriver {
  sale(): Sale;
  /** Calls back after each change; returns what ends that. */
  subscribe(listener: () => void): () => void;
  /** The guest pays so; nothing happens while something is under way. */
  pay(intent: PayIntent): void;
  /** Places the order without paying it. */
  place(): void;
  /** The guest agrees to the new total. */
  accept(): void;
  /** Gives a card payment up that has not been answered. */
  cancel(): void;
  /** Asks at once instead of after the pause. */
  hurry(): void;
  /** Ends the driving; what was asked stays asked, and the sale stays kept. */
  stop(): void;
}

/** What driving needs beside the calls. */
export interface DriverParts extends SaleWorld {
  /** Keeps the sale where a reload finds it. Nothing is sent before this has returned. */
  keep(sale: Sale): void;
}

/** Drives a sale on from the stage it is in. */
export function driveSale(begun: Sale, parts: DriverParts): SaleDriver {
  const listeners = new Set<() => void>();
  let sale = begun;
  let running = false;
  let stopped = false;
  let wake: (() => void) | undefined;

  const take = (event: SaleEvent) => {
    const next = step(sale, event);
    if (next === sale) return;
    try {
      parts.keep(next);
      sale = next;
    } catch (error) {
      // What cannot be kept is not begun.
      sale = { ...sale, intent: undefined, problem: problemOf(error) };
    }
    for (const listener of listeners) listener();
  };
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const run = async () => {
    if (running || stopped) return;
    running = true;
    let failures = 0;
    while (!stopped) {
      const asked = sale;
      const work = workOf[asked.stage]?.(asked, parts);
      if (!work) break;
      const event = await work.catch(failed);
      if (stopped) break;
      // A cancellation may have overtaken a question; what was asked of the payment still holds.
      take(event);
      failures = sale.isUnsure ? failures + 1 : 0;
      if (sale.stage === asked.stage || event.type === 'STALE') await pause(pauseMs(failures));
    }
    running = false;
  };
  const drive = (event: SaleEvent) => {
    take(event);
    wake?.();
    void run();
  };

  void run();
  return {
    sale: () => sale,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pay: (intent) => drive({ type: 'START', intent }),
    place: () => drive({ type: 'START', intent: undefined }),
    accept: () => drive({ type: 'ACCEPTED' }),
    cancel: () => drive({ type: 'CANCEL', requestId: parts.newRequestId() }),
    hurry: () => wake?.(),
    stop() {
      stopped = true;
      wake?.();
    },
  };
}

function pauseMs(failures: number): number {
  return failures === 0 ? waitingMs : Math.min(longestPauseMs, 500 * 2 ** failures);
}
