/** Envoy's own errors in the one form that all errors have: `google.rpc.Status`. */
import { ErrorInfo, RetryInfo } from '@sippy/proto/google/rpc/error_details';
import { Status } from '@sippy/proto/google/rpc/status';
import { defaultHeader, type Json, type JsonObject, setHeader } from './json.ts';

/** An answer that Envoy gives by itself. */
interface GatewayError {
  /** HTTP status as Envoy makes it. */
  status: number;
  /** HTTP status sent in its place. */
  sent?: number;
  /** Canonical code. */
  code: number;
  /** Canonical code for gRPC callers, where theirs differs. */
  grpcCode?: number;
  /** Reason of the contracts, from `sippy.type.v1.CommonReason`. */
  reason: string;
  message: string;
  /** Seconds after which the call may be tried again. */
  retrySeconds?: number;
}

const errors: readonly GatewayError[] = [
  // Envoy's text says what in the body or query cannot be read.
  { status: 400, code: 3, reason: 'MALFORMED_REQUEST', message: '%LOCAL_REPLY_BODY%' },
  { status: 403, code: 7, reason: 'PERMISSION_MISSING', message: 'This is not allowed here.' },
  {
    status: 404,
    code: 5,
    grpcCode: 12,
    reason: 'UNKNOWN_METHOD',
    message: 'Nothing answers at this path with this method.',
  },
  {
    status: 405,
    code: 12,
    reason: 'UNKNOWN_METHOD',
    message: 'Nothing answers at this path with this method.',
  },
  {
    status: 408,
    sent: 504,
    code: 4,
    reason: 'DEADLINE_EXCEEDED',
    message: 'The call took longer than its deadline allows. Send it again with the same request_id.',
  },
  {
    status: 413,
    code: 3,
    reason: 'REQUEST_TOO_LARGE',
    message: 'The request is larger than the gateway accepts.',
  },
  {
    status: 429,
    code: 8,
    reason: 'TOO_MANY_REQUESTS',
    message: 'Too many requests. Wait a moment; retry-after says how long.',
    retrySeconds: 1,
  },
  {
    status: 431,
    code: 3,
    reason: 'REQUEST_TOO_LARGE',
    message: 'The headers are larger than the gateway accepts.',
  },
  { status: 500, code: 13, reason: 'INTERNAL', message: 'Something went wrong on our side.' },
  {
    status: 502,
    code: 14,
    reason: 'UNAVAILABLE',
    message: 'The service gave no valid answer. Try again.',
    retrySeconds: 1,
  },
  {
    status: 503,
    code: 14,
    reason: 'UNAVAILABLE',
    message: 'The service is not reachable. Try again in a second.',
    retrySeconds: 1,
  },
  {
    status: 504,
    code: 4,
    reason: 'DEADLINE_EXCEEDED',
    message: 'The call took longer than its deadline allows. Send it again with the same request_id.',
  },
];

const domain = 'sippy';

/**
 * Carries the code of an answer of Envoy's own from here to `grpcCode`: Envoy knows but six of the codes,
 * and overwrites what is set here.
 */
const grpcCodeHeader = 'x-sippy-grpc-status';

/** Mutations of the outermost filter that give gRPC callers the code of this file. */
export const grpcCode: readonly JsonObject[] = [
  {
    append: {
      header: { key: 'grpc-status', value: `%RESP(${grpcCodeHeader})%` },
      append_action: 'OVERWRITE_IF_EXISTS',
    },
  },
  { remove: grpcCodeHeader },
];

/** `local_reply_config` of a listener. */
export function localReplies(): JsonObject {
  return { mappers: errors.flatMap((error) => [grpcMapper(error), restMapper(error)]) };
}

function grpcMapper(error: GatewayError): JsonObject {
  const code = error.grpcCode ?? error.code;
  const fixed = !error.message.includes('%');
  return {
    filter: {
      and_filter: {
        filters: [
          statusIs(error.status),
          headerIs({ name: 'content-type', string_match: { prefix: 'application/grpc' } }),
          // The transcoder leaves this in what it has made of REST.
          headerIs({ name: 'x-envoy-original-path', present_match: true, invert_match: true }),
        ],
      },
    },
    body_format_override: { text_format_source: { inline_string: error.message } },
    headers_to_add: [
      setHeader(grpcCodeHeader, String(code)),
      ...(fixed ? [setHeader('grpc-status-details-bin', encodedStatus(error, code))] : []),
      ...retryHeader(error),
    ],
  };
}

function restMapper(error: GatewayError): JsonObject {
  const details: Json[] = [
    { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: error.reason, domain },
  ];
  if (error.retrySeconds) {
    details.push({
      '@type': 'type.googleapis.com/google.rpc.RetryInfo',
      retryDelay: `${error.retrySeconds}s`,
    });
  }
  return {
    filter: statusIs(error.status),
    ...(error.sent ? { status_code: error.sent } : {}),
    body_format_override: { json_format: { code: error.code, message: error.message, details } },
    headers_to_add: [setHeader('cache-control', 'no-store'), ...retryHeader(error)],
  };
}

function retryHeader({ retrySeconds }: GatewayError): JsonObject[] {
  return retrySeconds ? [defaultHeader('retry-after', String(retrySeconds))] : [];
}

function headerIs(header: JsonObject): JsonObject {
  return { header_filter: { header } };
}

function statusIs(status: number): JsonObject {
  const value = { default_value: status, runtime_key: `sippy.local_reply.${status}` };
  return { status_code_filter: { comparison: { op: 'EQ', value } } };
}

/** What `grpc-status-details-bin` carries: the error as a message, in base64 without padding. */
function encodedStatus({ reason, message, retrySeconds }: GatewayError, code: number): string {
  const details = [
    {
      typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo',
      value: Buffer.from(ErrorInfo.encode(ErrorInfo.fromPartial({ reason, domain })).finish()),
    },
  ];
  if (retrySeconds) {
    const info = RetryInfo.fromPartial({ retryDelay: { seconds: BigInt(retrySeconds), nanos: 0 } });
    details.push({
      typeUrl: 'type.googleapis.com/google.rpc.RetryInfo',
      value: Buffer.from(RetryInfo.encode(info).finish()),
    });
  }
  const status = Status.encode(Status.fromPartial({ code, message, details })).finish();
  return Buffer.from(status).toString('base64').replace(/=+$/, '');
}
