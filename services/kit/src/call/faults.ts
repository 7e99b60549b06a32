import { isConflict, isDatabaseAway, isDatabaseFull, isTimeout, sqlState } from '../data/db-errors.ts';
import { malformedRequest, Refusal, refuse, unavailable } from './refusal.ts';

/** States of PostgreSQL that a text in the request causes: bytes that it cannot keep. */
const BAD_TEXT = new Set(['22021', '22P05']);

const PRISMA_AWAY = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
]);
const PRISMA_CONFLICT = new Set(['P2034', 'TransactionWriteConflict']);
const PRISMA_BUSY = new Set(['P2024', 'P2028']);

/** Refusals of a peer that concern our caller as they are; others mean that we asked wrongly. */
const PEER_PASSES = new Set<string>([
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'RESOURCE_EXHAUSTED',
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'CANCELLED',
]);

const AWAY_NAMES = /^(MaxRetriesPerRequestError|ClusterAllFailedError|NatsError)$/;

/** Something of ours is wrong: the caller learns no more than that, the log holds `cause`. */
export class Fault extends Refusal {
  constructor(cause: unknown) {
    super('INTERNAL', 'INTERNAL', 'Something went wrong on our side.', { domain: 'sippy' });
    this.name = 'Fault';
    this.cause = cause;
  }
}

/**
 * What the caller is told of an error. Refusals stay as they are, those of a peer only where they concern our caller
 * too; what is away for now becomes UNAVAILABLE or ABORTED with a retry hint; everything else a `Fault`.
 */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) {
    return error.peer === undefined || PEER_PASSES.has(error.code) ? error : new Fault(error);
  }
  const chain = causesOf(error);
  if (chain.some((e) => isDatabaseAway(e) || isDatabaseFull(e) || isPrisma(e, PRISMA_AWAY))) {
    return unavailable('database');
  }
  if (chain.some((e) => isConflict(e) || isPrisma(e, PRISMA_CONFLICT))) return conflict();
  if (chain.some((e) => isTimeout(e) || isPrisma(e, PRISMA_BUSY))) return busy();
  if (chain.some((e) => BAD_TEXT.has(sqlState(e) ?? ''))) {
    return malformedRequest('a text holds characters that cannot be kept');
  }
  if (chain.some(saysAway)) return unavailable('service');
  return new Fault(error);
}

/** The error and what caused it, outermost first, Prisma's wrappings taken off; at most eight. */
function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  let next: unknown = error;
  while (typeof next === 'object' && next !== null && chain.length < 8) {
    const { cause, meta, originalCode } = next as {
      cause?: unknown;
      meta?: { driverAdapterError?: unknown };
      originalCode?: unknown;
    };
    chain.push(typeof originalCode === 'string' ? { ...next, code: originalCode, severity: 'ERROR' } : next);
    next = meta?.driverAdapterError ?? cause;
  }
  return chain;
}

/** Whether Prisma's code or its adapter's kind of an error is one of these. */
function isPrisma(error: unknown, names: ReadonlySet<string>): boolean {
  const { code, kind } = error as { code?: unknown; kind?: unknown };
  return (typeof code === 'string' && names.has(code)) || (typeof kind === 'string' && names.has(kind));
}

function saysAway(error: unknown): boolean {
  return error instanceof Error && AWAY_NAMES.test(error.name);
}

function conflict(): Refusal {
  return refuse('ABORTED', 'CONFLICT', 'Others changed the same thing at the same time. Try again.', {
    domain: 'sippy',
    retryAfterMs: 100,
  });
}

function busy(): Refusal {
  return refuse('UNAVAILABLE', 'UNAVAILABLE', 'The database is too busy for this now. Try again shortly.', {
    domain: 'sippy',
    retryAfterMs: 1000,
  });
}
