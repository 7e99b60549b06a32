import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { cancelled, errorOf } from './error.ts';
import type { Attempt, Transport } from './transport.ts';

/** Calls the gateway over gRPC, for Node. `url` is the gateway's address, such as https://sippy.example. */
export function grpcTransport(url: string): Transport {
  const { protocol, host } = new URL(url);
  const secure = protocol === 'https:';
  const target = host.includes(':') ? host : `${host}:${secure ? 443 : 80}`;
  const client = new Client(target, secure ? credentials.createSsl() : credentials.createInsecure(), {
    'grpc.enable_channelz': 0,
    'grpc.keepalive_time_ms': 30_000,
  });
  return {
    unary: (attempt) => unary(client, attempt),
    stream: (attempt) => stream(client, attempt),
    close: () => client.close(),
  };
}

function metadataOf(attempt: Attempt): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(attempt.metadata)) metadata.set(name, value);
  return metadata;
}

function codec(attempt: Attempt) {
  const { requestType, responseType } = attempt.method;
  return {
    serialize: (message: unknown) => Buffer.from(requestType.encode(message).finish()),
    deserialize: (bytes: Buffer) => responseType.decode(bytes),
  };
}

function unary(client: Client, attempt: Attempt): Promise<unknown> {
  const { serialize, deserialize } = codec(attempt);
  return new Promise((resolve, reject) => {
    if (attempt.signal?.aborted) return reject(cancelled());
    const cancel = () => call.cancel();
    const call = client.makeUnaryRequest(
      attempt.path,
      serialize,
      deserialize,
      attempt.request,
      metadataOf(attempt),
      { deadline: attempt.deadline },
      (error, response) => {
        attempt.signal?.removeEventListener('abort', cancel);
        if (error) reject(toSippyError(error));
        else resolve(response);
      },
    );
    attempt.signal?.addEventListener('abort', cancel, { once: true });
  });
}

async function* stream(client: Client, attempt: Attempt): AsyncGenerator<unknown> {
  const { serialize, deserialize } = codec(attempt);
  if (attempt.signal?.aborted) throw cancelled();
  const call = client.makeServerStreamRequest(
    attempt.path,
    serialize,
    deserialize,
    attempt.request,
    metadataOf(attempt),
    Number.isFinite(attempt.deadline) ? { deadline: attempt.deadline } : {},
  );
  const cancel = () => call.cancel();
  attempt.signal?.addEventListener('abort', cancel, { once: true });
  try {
    yield* call;
  } catch (error) {
    throw toSippyError(error as ServiceError);
  } finally {
    attempt.signal?.removeEventListener('abort', cancel);
    call.cancel();
  }
}

/** A stream that the gateway tears off, because the service behind it has died, reaches grpc-js as INTERNAL. */
const tornOff = /^Received RST_STREAM with code/;

function toSippyError(error: ServiceError) {
  const details = error.metadata?.get('grpc-status-details-bin')[0];
  const code =
    error.code === status.INTERNAL && tornOff.test(error.details) ? status.UNAVAILABLE : error.code;
  return errorOf(code, error.details, Buffer.isBuffer(details) ? details : undefined, error);
}
