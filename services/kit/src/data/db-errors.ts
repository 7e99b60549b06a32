/** PostgreSQL's code of an error (`23505`), or undefined if it is none of PostgreSQL's. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  return typeof code === 'string' && typeof severity === 'string' ? code : undefined;
}

/** Whether this is a unique violation, of this constraint or index if one is named. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (sqlState(error) !== '23505') return false;
  return constraint === undefined || (error as { constraint?: string }).constraint === constraint;
}

/** Whether the same transaction may well succeed when it is tried again: serialisation failure or deadlock. */
export function isConflict(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01';
}

const AWAY_STATES = new Set(['57P01', '57P02', '57P03', '57P04', '57P05', '53300', '53400']);
const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const AWAY_TEXTS =
  /connection terminated|timeout (exceeded|expired)|not queryable|connection error|client was closed|cannot use a pool/i;

/**
 * Whether the database cannot be reached or ended the connection; what was sent may or may not have been committed.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof DatabaseAway) return true;
  if (typeof error !== 'object' || error === null) return false;
  const state = sqlState(error);
  if (state !== undefined) return AWAY_STATES.has(state) || state.startsWith('08');
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && AWAY_CODES.has(code)) return true;
  return typeof message === 'string' && AWAY_TEXTS.test(message);
}

/** Whether a statement gave up waiting: for a lock (55P03) or at its time limit (57014). */
export function isTimeout(error: unknown): boolean {
  const state = sqlState(error);
  return state === '55P03' || state === '57014';
}

/** Whether the database has no room or no memory for what it was asked, or its disk fails: nothing of it was done. */
export function isDatabaseFull(error: unknown): boolean {
  const state = sqlState(error);
  return state !== undefined && (state.startsWith('53') || state.startsWith('58'));
}

/** The database cannot be reached, or too much waits for it already: nothing of this statement has been sent. */
export class DatabaseAway extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseAway';
  }
}
