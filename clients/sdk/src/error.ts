import { BadRequest, ErrorInfo, RetryInfo } from '@sippy/proto/web/google/rpc/error_details';
import { Status } from '@sippy/proto/web/google/rpc/status';

const codes = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

/** Canonical code of a failed call. */
export type Code = (typeof codes)[number];

/** Why a call failed: for a person in `message`, for a program in `code`, `reason`, `fields` and `metadata`. */
export class SippyError extends Error {
  override readonly name = 'SippyError';
  /** Canonical code. */
  readonly code: Code;
  /** Reason from the contract's enum, such as ILLEGAL_MOVE; empty where the failure is not Sippy's own. */
  readonly reason: string;
  /** Which service's enum the reason is from, such as sippy.order. */
  readonly domain: string;
  /** Facts that belong to the reason, such as the current version. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Request fields that break a rule. */
  readonly fields: readonly { field: string; description: string }[];
  /** How long to wait before another try, where the server says so. */
  readonly retryAfterMs: number | undefined;

  constructor(code: Code, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.reason = details.reason ?? '';
    this.domain = details.domain ?? '';
    this.metadata = details.metadata ?? {};
    this.fields = details.fields ?? [];
    this.retryAfterMs = details.retryAfterMs;
  }
}

interface ErrorDetails {
  reason?: string;
  domain?: string;
  metadata?: Record<string, string>;
  fields?: { field: string; description: string }[];
  retryAfterMs?: number;
}

/** Makes the error of a failed call from its gRPC status and its grpc-status-details-bin, if there was one. */
export function errorOf(
  code: number,
  message: string,
  statusDetails?: Uint8Array,
  cause?: unknown,
): SippyError {
  const name = codes[code] ?? 'UNKNOWN';
  const details = statusDetails ? decodeDetails(statusDetails) : {};
  return new SippyError(name, message || name, details, cause === undefined ? undefined : { cause });
}

function decodeDetails(bytes: Uint8Array): ErrorDetails {
  const details: ErrorDetails = {};
  for (const any of Status.decode(bytes).details) {
    if (any.typeUrl.endsWith('/google.rpc.ErrorInfo')) {
      const info = ErrorInfo.decode(any.value);
      Object.assign(details, { reason: info.reason, domain: info.domain, metadata: info.metadata });
    } else if (any.typeUrl.endsWith('/google.rpc.BadRequest')) {
      details.fields = BadRequest.decode(any.value).fieldViolations.map(({ field, description }) => ({
        field,
        description,
      }));
    } else if (any.typeUrl.endsWith('/google.rpc.RetryInfo')) {
      const delay = RetryInfo.decode(any.value).retryDelay;
      if (delay) details.retryAfterMs = Number(delay.seconds) * 1000 + delay.nanos / 1e6;
    }
  }
  return details;
}

/** The error of a call that its caller has ended. */
export function cancelled(): SippyError {
  return new SippyError('CANCELLED', 'The call was cancelled.');
}
