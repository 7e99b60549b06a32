import { Metadata, type Server, type ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { codes, deadlineExceeded, malformedRequest, type Refusal, refuse } from './refusal.ts';
import { DETAILS_KEY, encodeDetails } from './status-details.ts';

/** Longest request, once decompressed. */
export const MAX_REQUEST_BYTES = 256 * 1024;

type Status = Parameters<ServerInterceptingCall['sendStatus']>[0];

/** What grpc-js answers by itself, before there is a call of ours, and how we say it. */
const answers: readonly [RegExp, () => Refusal][] = [
  [/^The server does not implement the method/, unknownMethod],
  [/^Received message (larger|that decompresses)/, tooLarge],
  [/^Deadline exceeded/, deadlineExceeded],
  [/^Failed to decompress/, () => malformedRequest('it cannot be decompressed')],
  [/unsupported encoding/, () => malformedRequest('its compression is not one of identity, gzip, deflate')],
  [/^Received (a second|no) request message/, () => malformedRequest('it has to be one message')],
  [/^Invalid grpc-timeout/, () => malformedRequest('its grpc-timeout cannot be read')],
];

/** Gives the errors that grpc-js finds within a call (its size, its compression, its time) the details of ours. */
export const answerWithDetails: ServerInterceptor = (_, call) => {
  const send = call.sendStatus.bind(call);
  // grpc-js calls this on itself, past what an interceptor could listen to.
  call.sendStatus = (status) => send(detailed(status));
  return call as ServerInterceptingCall;
};

/** Gives the errors that grpc-js finds before there is a call (a method that nobody serves) the details of ours. */
export function answerUnknownWithDetails(server: Server): void {
  const inner = server as unknown as {
    _respondWithError(status: Status, ...rest: unknown[]): void;
  };
  const respond = inner._respondWithError.bind(server);
  inner._respondWithError = (status, ...rest) => respond(detailed(status), ...rest);
}

function detailed(status: Status): Status {
  if (status.code === codes.OK || status.metadata?.get(DETAILS_KEY).length) return status;
  const [, refusalOf] = answers.find(([text]) => text.test(status.details ?? '')) ?? [];
  if (!refusalOf) return status;
  const refusal = refusalOf();
  const metadata = new Metadata();
  metadata.set(DETAILS_KEY, encodeDetails(refusal, 'sippy', ''));
  return { code: codes[refusal.code], details: refusal.message, metadata };
}

function unknownMethod(): Refusal {
  return refuse('UNIMPLEMENTED', 'UNKNOWN_METHOD', 'Nothing answers at this path with this method.');
}

function tooLarge(): Refusal {
  const most = MAX_REQUEST_BYTES.toLocaleString('en');
  return refuse('INVALID_ARGUMENT', 'REQUEST_TOO_LARGE', `The request has more than ${most} bytes.`);
}
