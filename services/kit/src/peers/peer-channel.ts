import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { ACTOR_KEY, CORRELATION_KEY } from '../call/grpc-keys.ts';
import { cancelled } from '../call/refusal.ts';
import { DETAILS_KEY, decodeRefusal } from '../call/status-details.ts';
import type { ServiceTokenSource } from '../call/token.ts';
import type { Outgoing } from './peer-call.ts';

/** A connection to another service; it connects by itself, and again after a loss. */
export interface PeerChannel {
  unary(service: string, call: Outgoing): Promise<unknown>;
  stream(service: string, call: Outgoing): AsyncGenerator<unknown>;
  close(): void;
}

/** Opens a channel to `unix:/path` or `address:port`. */
export function openChannel(address: string, tokens: ServiceTokenSource | undefined): PeerChannel {
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.enable_channelz': 0,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.max_receive_message_length': 16 * 1024 * 1024,
    'grpc.initial_reconnect_backoff_ms': 50,
    'grpc.max_reconnect_backoff_ms': 1000,
  });
  const metadataOf = async (service: string, call: Outgoing): Promise<Metadata> => {
    const metadata = new Metadata();
    if (tokens) metadata.set('authorization', `Bearer ${await tokens(service)}`);
    metadata.set(CORRELATION_KEY, call.correlationId);
    metadata.set('traceparent', call.traceparent);
    metadata.set(ACTOR_KEY, `${call.actor.kind}:${call.actor.id}`);
    return metadata;
  };
  return {
    async unary(service, call) {
      const metadata = await metadataOf(service, call);
      return new Promise((resolve, reject) => {
        const signal = call.signal ?? call.parent?.signal;
        if (signal?.aborted) return reject(cancelled());
        const cancel = () => request.cancel();
        const request = client.makeUnaryRequest(
          call.path,
          serializer(call),
          (bytes) => call.method.responseType.decode(bytes),
          call.request,
          metadata,
          { deadline: call.deadline },
          (error, response) => {
            signal?.removeEventListener('abort', cancel);
            if (error) reject(refusalOf(error, call.path));
            else resolve(response);
          },
        );
        signal?.addEventListener('abort', cancel, { once: true });
      });
    },
    async *stream(service, call) {
      const metadata = await metadataOf(service, call);
      const signal = call.signal ?? call.parent?.signal;
      if (signal?.aborted) throw cancelled();
      const options = Number.isFinite(call.deadline) ? { deadline: call.deadline } : {};
      const request = client.makeServerStreamRequest(
        call.path,
        serializer(call),
        (bytes) => call.method.responseType.decode(bytes),
        call.request,
        metadata,
        options,
      );
      const cancel = () => request.cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        yield* request;
      } catch (error) {
        throw refusalOf(error as ServiceError, call.path);
      } finally {
        signal?.removeEventListener('abort', cancel);
        request.cancel();
      }
    },
    close: () => client.close(),
  };
}

function serializer(call: Outgoing): (message: unknown) => Buffer {
  return (message) => Buffer.from(call.method.requestType.encode(message as never).finish());
}

function refusalOf(error: ServiceError, path: string) {
  const [details] = error.metadata?.get(DETAILS_KEY) ?? [];
  return decodeRefusal(error.code, error.details, Buffer.isBuffer(details) ? details : undefined, path);
}
