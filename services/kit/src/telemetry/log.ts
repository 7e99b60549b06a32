import { type DestinationStream, destination, type Logger, pino } from 'pino';
import { currentCall } from '../call/call.ts';

export type { Logger } from 'pino';

const SECRET_KEYS =
  /^(authorization|cookie|set-cookie|password|new_?password|current_?password|pin|new_?pin|secret|client_?secret|token|access_?token|refresh_?token|api_?key|code)$/i;
const HIDDEN = '[hidden]';

/** What never stands in a log, whatever field it came in: tokens, keys, passwords in URLs. */
const SECRETS: readonly [RegExp, string][] = [
  [/eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/g, HIDDEN],
  [/\b(?:sk|rk|whsec)_(?:test_|live_)?[A-Za-z0-9]{8,}/g, HIDDEN],
  [/\bBearer\s+[^"\\\s]+/gi, `Bearer ${HIDDEN}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^:/@\s"]*:)[^@\s"]+@/gi, `$1${HIDDEN}@`],
];
/** Numbers that card schemes give out: 4…, 5…, 3…, 6… and 22… to 27…. */
const CARD = /(?<![\w.-])(?:4|5|3|6|2[2-7])(?:[ -]?\d){12,18}(?![\w-])/g;

/** Most characters of the log that wait to be written; while more do, lines are dropped. */
const MAX_WAITING = 4 * 1024 * 1024;

/** Writes to an open file without waiting. One that takes nothing, a full disk's, costs lines of the log and nothing else. */
export function openOutput(fd: number): DestinationStream {
  const output = destination({ fd, sync: false, maxLength: MAX_WAITING });
  output.on('error', () => {});
  return output;
}

/** Makes the log of a process: one JSON object a line on standard output, without secrets, and the same line to `also`. */
export function createLog(
  level: string,
  out: DestinationStream = openOutput(1),
  also?: (line: string) => void,
): Logger {
  return pino(
    {
      level,
      base: { pid: process.pid },
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => hide(fields, 0) as Record<string, unknown>,
      },
      mixin: () => {
        const call = currentCall();
        return call ? { correlation_id: call.correlationId, method: call.method } : {};
      },
    },
    {
      write(line: string) {
        const clean = scrub(line);
        out.write(clean);
        also?.(clean);
      },
    },
  );
}

/** Takes tokens, keys and card numbers out of a text. */
export function scrub(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of SECRETS) clean = clean.replace(pattern, replacement);
  return clean.replace(CARD, (digits) => (isCardNumber(digits) ? HIDDEN : digits));
}

/** Hides values whose key says that they are secret. Errors are left to pino's serializer. */
function hide(value: unknown, depth: number): unknown {
  if (depth > 6 || typeof value !== 'object' || value === null || value instanceof Error) return value;
  if (value instanceof Date || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((item) => hide(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      SECRET_KEYS.test(key) && typeof item === 'string' ? HIDDEN : hide(item, depth + 1),
    ]),
  );
}

/** Luhn's check, ISO/IEC 7812-1. */
function isCardNumber(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  const shortest = digits.startsWith('4') ? 13 : 14;
  if (digits.length < shortest || digits.length > 19) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
