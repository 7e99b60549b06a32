/** The canonical codes of gRPC, by name. Kept here so that pure code needs no gRPC library to refuse. */
export const codes = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

/** Name of a canonical code. */
export type Code = keyof typeof codes;

/** One request field and what is wrong with it. */
export interface FieldViolation {
  /** Path in the proto's names, such as `lines[0].quantity`. */
  field: string;
  description: string;
}

/** What a refusal may carry beside its code, reason and message. */
export interface RefusalExtra {
  /** Who defines the reason; `sippy.<service>` of the answering service if left out. */
  domain?: string;
  metadata?: Record<string, string>;
  fields?: FieldViolation[];
  /** How long to wait before another try is worth it, in milliseconds. */
  retryAfterMs?: number;
}

/** An expected no: it reaches the caller with its code, reason and message, and is not logged as a fault. */
export class Refusal extends Error {
  readonly code: Code;
  readonly reason: string;
  /** Empty until the answering service fills in its own. */
  readonly domain: string;
  readonly metadata: Record<string, string>;
  readonly fields: FieldViolation[];
  readonly retryAfterMs: number | undefined;
  /** Path of the peer's method that refused; undefined for our own refusals. */
  readonly peer: string | undefined;

  constructor(code: Code, reason: string, message: string, extra: RefusalExtra = {}, peer?: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.reason = reason;
    this.domain = extra.domain ?? '';
    this.metadata = extra.metadata ?? {};
    this.fields = extra.fields ?? [];
    this.retryAfterMs = extra.retryAfterMs;
    this.peer = peer;
  }
}

/** Makes a refusal to throw. `reason` is a value of the service's `<Domain>Reason` enum without its prefix. */
export function refuse(code: Code, reason: string, message: string, extra?: RefusalExtra): Refusal {
  return new Refusal(code, reason, message, extra);
}

function common(code: Code, reason: string, message: string, extra: RefusalExtra = {}): Refusal {
  return new Refusal(code, reason, message, { domain: 'sippy', ...extra });
}

/** NOT_FOUND: there is no such thing, or it is not the caller's; the two look the same. */
export function notFound(what: string, id: string): Refusal {
  return common('NOT_FOUND', 'NOT_FOUND', `There is no ${what} ${id}.`, { metadata: { resource: what, id } });
}

/** INVALID_ARGUMENT for one request field, named as in the proto. */
export function invalidField(field: string, description: string): Refusal {
  return invalidFields([{ field, description }]);
}

/** INVALID_ARGUMENT for several request fields at once. */
export function invalidFields(fields: FieldViolation[]): Refusal {
  const message = fields.map((f) => `${f.field}: ${f.description}`).join('; ');
  return common('INVALID_ARGUMENT', 'INVALID_FIELD', message, { fields });
}

/** INVALID_ARGUMENT for a request that is not a valid message. */
export function malformedRequest(why: string): Refusal {
  return common('INVALID_ARGUMENT', 'MALFORMED_REQUEST', `The request is not a valid message: ${why}.`);
}

/** ABORTED: the thing has changed since the caller read it; `current` is its version now. */
export function staleVersion(what: string, current: bigint): Refusal {
  return common(
    'ABORTED',
    'STALE_VERSION',
    `The ${what} has changed: its version is ${current} now. Read it again.`,
    { metadata: { resource: what, current_version: String(current) } },
  );
}

/** ALREADY_EXISTS: the id that the caller chose is taken. */
export function alreadyExists(what: string, id: string): Refusal {
  return common('ALREADY_EXISTS', 'ALREADY_EXISTS', `There is a ${what} ${id} already.`, {
    metadata: { resource: what, id },
  });
}

/** INVALID_ARGUMENT: an amount is in another currency than the café sells in. */
export function currencyMismatch(field: string, expected: string, actual: string): Refusal {
  const description = `must be in ${expected}, is in ${actual}`;
  return common('INVALID_ARGUMENT', 'CURRENCY_MISMATCH', `${field}: ${description}`, {
    metadata: { expected, actual },
    fields: [{ field, description }],
  });
}

/** UNAUTHENTICATED: the call needs a signed-in caller. */
export function signInRequired(): Refusal {
  return common(
    'UNAUTHENTICATED',
    'SIGN_IN_REQUIRED',
    'Sign in first: send an access token as "authorization: Bearer …".',
  );
}

/** UNAUTHENTICATED: a token was sent and it is not valid, or no longer. */
export function tokenInvalid(message: string): Refusal {
  return common('UNAUTHENTICATED', 'TOKEN_INVALID', message);
}

/** PERMISSION_DENIED: the caller lacks `permission` where the request needs it. */
export function permissionMissing(permission: string, where: string): Refusal {
  return common(
    'PERMISSION_DENIED',
    'PERMISSION_MISSING',
    `This needs the permission ${permission} ${where}.`,
    {
      metadata: { permission },
    },
  );
}

/** RESOURCE_EXHAUSTED: too many calls; another try is worth it after `retryAfterMs`. */
export function tooManyRequests(retryAfterMs: number, message?: string): Refusal {
  const wait = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return common(
    'RESOURCE_EXHAUSTED',
    'TOO_MANY_REQUESTS',
    message ?? `Too many tries. Wait ${wait} second${wait === 1 ? '' : 's'}.`,
    { retryAfterMs },
  );
}

/** UNAVAILABLE: `what` is not reachable for now. */
export function unavailable(what: string, retryAfterMs = 1000): Refusal {
  return common('UNAVAILABLE', 'UNAVAILABLE', `The ${what} is not reachable. Try again shortly.`, {
    retryAfterMs,
  });
}

/** DEADLINE_EXCEEDED: the call was not answered in the time it had. */
export function deadlineExceeded(): Refusal {
  return common(
    'DEADLINE_EXCEEDED',
    'DEADLINE_EXCEEDED',
    'The call took longer than its deadline allows. Send it again with the same request_id.',
  );
}

/** CANCELLED: the caller went away. */
export function cancelled(): Refusal {
  return common('CANCELLED', 'CANCELLED', 'The call was cancelled.');
}
