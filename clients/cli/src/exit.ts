import { SippyError } from '@sippy/sdk';
import { CommanderError } from 'commander';

/** Exit codes that scripts can rely on. */
export const exitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  unavailable: 4,
  /** What was checked is not right: a replay with a difference, an audit with findings. */
  mismatch: 5,
  interrupted: 130,
} as const;

/** A failure whose message is for the person at the terminal. */
export class CliError extends Error {
  readonly code: number;
  constructor(message: string, code: number = exitCode.failed) {
    super(message);
    this.code = code;
  }
}

/** What to print for an error, and what to exit with. */
export function explain(error: unknown): { message: string; code: number } {
  if (error instanceof CliError) return { message: error.message, code: error.code };
  if (error instanceof CommanderError)
    return { message: '', code: error.exitCode === 0 ? exitCode.ok : exitCode.usage };
  if (!(error instanceof SippyError)) {
    return {
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      code: exitCode.failed,
    };
  }
  const fields = error.fields.map(({ field, description }) => `  ${field}: ${description}`);
  const message = [`${error.message}${error.reason ? ` (${error.reason})` : ''}`, ...fields].join('\n');
  if (error.code === 'UNAUTHENTICATED')
    return { message: `${message}\nSign in with "sippy login".`, code: exitCode.refused };
  if (error.code === 'PERMISSION_DENIED') return { message, code: exitCode.refused };
  if (error.code === 'UNAVAILABLE' || error.code === 'DEADLINE_EXCEEDED')
    return { message: `${message}\nIs Sippy running? "npm run status" tells.`, code: exitCode.unavailable };
  return { message, code: exitCode.failed };
}
