import type { Logger } from 'pino';
import type { Database } from '../data/db.ts';
import type { Bus } from './bus.ts';
import type { Run } from './event-window.ts';
import type { RelayCursor } from './relay-cursor.ts';
import type { Waker } from './waker.ts';

/** How a relay works; times in milliseconds. */
export interface RelayOptions {
  db: Database;
  bus: Bus;
  log: Logger;
  /** Most events of a window, unless one transaction has more. */
  windowSize?: number;
  /** Shortest time between two windows. */
  gapMs?: number;
  /** Longest time without looking. */
  pollMs?: number;
}

/** What a relay is doing. */
export interface RelayStatus {
  /** This process is the one that sends the service's events. */
  leading: boolean;
  /** Events sent to the stream by this process. */
  sent: number;
  /** Events handed to consumers of this process while NATS was away. */
  handed: number;
  /** Where it stands. */
  cursor: RelayCursor | undefined;
}

/** What one term as the leader works with. */
export interface Term extends RelayOptions {
  run: Run;
  status: RelayStatus;
  waker: Waker;
  signal: AbortSignal;
  domain: string;
  stream: string;
  /** How often it has looked since it was woken. */
  quiet: number;
}

class SessionLost extends Error {
  constructor(cause: unknown) {
    super('the relay has lost its database connection', { cause });
    this.name = 'SessionLost';
  }
}

/** Ends the term: the cursor may be moved only by whoever holds the lock. */
export function lost(error: unknown): never {
  throw new SessionLost(error);
}

/** Whether the term is over. */
export function isSessionLost(error: unknown): boolean {
  return error instanceof SessionLost;
}
