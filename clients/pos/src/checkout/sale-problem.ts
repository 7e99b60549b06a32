/** What a failed call means for a sale. */
import { type Code, SippyError } from '@sippy/sdk/web';
import { Cancelled } from '../till/till.tsx';
import type { Problem } from './sale.ts';

/** Nothing was done: the server looked at the request and said no. */
const refusalCodes: ReadonlySet<Code> = new Set<Code>([
  'INVALID_ARGUMENT',
  'FAILED_PRECONDITION',
  'PERMISSION_DENIED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'ABORTED',
  'OUT_OF_RANGE',
]);

/** Whether it is certain that the call did nothing. A lost answer, a time-out or a fault is not. */
export function isRefusal(error: unknown): boolean {
  if (error instanceof Cancelled) return true;
  if (!(error instanceof SippyError)) return false;
  return refusalCodes.has(error.code) || error.reason === 'CARD_SERVICE_UNAVAILABLE';
}

/** The error as it can be kept and shown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof SippyError) {
    return { code: error.code, reason: error.reason, message: error.message, metadata: error.metadata };
  }
  if (error instanceof Cancelled)
    return { code: 'CANCELLED', reason: 'NOT_AUTHORISED', message: '', metadata: {} };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'UNKNOWN', reason: '', message, metadata: {} };
}

/** The error that a kept problem was made of. */
export function errorOfProblem({ code, reason, message, metadata }: Problem): SippyError {
  return new SippyError(code as Code, message, { reason, metadata });
}
