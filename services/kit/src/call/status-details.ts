import { BadRequest, ErrorInfo, RetryInfo } from '@sippy/proto/google/rpc/error_details';
import { Status } from '@sippy/proto/google/rpc/status';
import { CommonReason } from '@sippy/proto/type/v1/reason';
import { type Code, codes, Refusal, type RefusalExtra } from './refusal.ts';

/** Metadata key in which `google.rpc.Status` travels beside code and message. */
export const DETAILS_KEY = 'grpc-status-details-bin';

const TYPE = 'type.googleapis.com/google.rpc.';
const COMMON: ReadonlySet<string> = new Set(
  Object.values(CommonReason).map((reason) => reason.replace('COMMON_REASON_', '')),
);

const names = new Map(Object.entries(codes).map(([name, code]) => [code as number, name as Code]));

/** Name of a canonical code; UNKNOWN for a number that is none. */
function codeName(code: number): Code {
  return names.get(code) ?? 'UNKNOWN';
}

/**
 * A refusal as an encoded `google.rpc.Status` with ErrorInfo, and BadRequest and RetryInfo where they apply.
 * `domain` is that of the answering service, for reasons that are its own.
 */
export function encodeDetails(refusal: Refusal, domain: string, correlationId: string): Buffer {
  const info = ErrorInfo.encode({
    reason: refusal.reason,
    domain: domainOf(refusal, domain),
    metadata: { ...refusal.metadata, ...(correlationId === '' ? {} : { correlation_id: correlationId }) },
  }).finish();
  const details = [any('ErrorInfo', info)];
  if (refusal.fields.length > 0) {
    const broken = BadRequest.fromPartial({ fieldViolations: refusal.fields });
    details.push(any('BadRequest', BadRequest.encode(broken).finish()));
  }
  if (refusal.retryAfterMs !== undefined) {
    details.push(any('RetryInfo', RetryInfo.encode({ retryDelay: duration(refusal.retryAfterMs) }).finish()));
  }
  const status = Status.encode({ code: codes[refusal.code], message: refusal.message, details }).finish();
  return Buffer.from(status.buffer, status.byteOffset, status.byteLength);
}

/** Whose reason it is: `sippy` for the common ones, else the answering service's. */
export function domainOf(refusal: Refusal, domain: string): string {
  if (refusal.domain !== '') return refusal.domain;
  return COMMON.has(refusal.reason) ? 'sippy' : domain;
}

/** Reads a refusal that a peer sent back; what it does not say stays empty. */
export function decodeRefusal(
  code: number,
  message: string,
  details: Uint8Array | undefined,
  peer: string,
): Refusal {
  const name = codeName(code);
  const extra: RefusalExtra = {};
  let reason = name as string;
  try {
    for (const detail of details === undefined ? [] : Status.decode(details).details) {
      if (detail.typeUrl === `${TYPE}ErrorInfo`) {
        const info = ErrorInfo.decode(detail.value);
        reason = info.reason;
        extra.domain = info.domain;
        extra.metadata = info.metadata;
      } else if (detail.typeUrl === `${TYPE}BadRequest`) {
        extra.fields = BadRequest.decode(detail.value).fieldViolations.map(({ field, description }) => ({
          field,
          description,
        }));
      } else if (detail.typeUrl === `${TYPE}RetryInfo`) {
        const { retryDelay } = RetryInfo.decode(detail.value);
        if (retryDelay !== undefined)
          extra.retryAfterMs = Number(retryDelay.seconds) * 1000 + retryDelay.nanos / 1e6;
      }
    }
  } catch {
    // Details that cannot be read leave code and message, which say enough.
  }
  return new Refusal(name, reason, message, extra, peer);
}

function any(name: string, value: Uint8Array): { typeUrl: string; value: Buffer } {
  return { typeUrl: TYPE + name, value: Buffer.from(value.buffer, value.byteOffset, value.byteLength) };
}

function duration(ms: number): { seconds: bigint; nanos: number } {
  const seconds = Math.floor(ms / 1000);
  return { seconds: BigInt(seconds), nanos: Math.round((ms - seconds * 1000) * 1e6) };
}
