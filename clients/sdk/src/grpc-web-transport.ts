import { GrpcWebClientBase, MethodDescriptor, MethodType, type RpcError } from 'grpc-web';
import { cancelled, errorOf, SippyError } from './error.ts';
import type { Attempt, Transport } from './transport.ts';

/** A stream never frees what it has received, so it is ended and resumed after so many bytes. */
const maxStreamBytes = 4 * 1024 * 1024;

/** Calls the gateway over grpc-web, for browsers. `url` is the gateway's origin. */
export function grpcWebTransport(url: string): Transport {
  const base = url.replace(/\/$/, '');
  // Binary delivers a stream only at its end, so streams go as text.
  const unaryClient = new GrpcWebClientBase({ format: 'binary' });
  const streamClient = new GrpcWebClientBase({ format: 'text' });
  return {
    unary: (attempt) => unary(unaryClient, base, attempt),
    stream: (attempt) => stream(streamClient, base, attempt),
    close: () => {},
  };
}

class Message {}

function descriptorOf(attempt: Attempt, type: string, onBytes: (count: number) => void = () => {}) {
  const { requestType, responseType } = attempt.method;
  return new MethodDescriptor<unknown, unknown>(
    attempt.path,
    type,
    Message,
    Message,
    (message: unknown) => requestType.encode(message).finish(),
    (bytes: Uint8Array) => {
      onBytes(bytes.length);
      return responseType.decode(bytes);
    },
  );
}

function metadataOf(attempt: Attempt): Record<string, string> {
  return Number.isFinite(attempt.deadline)
    ? { ...attempt.metadata, deadline: String(Math.floor(attempt.deadline)) }
    : attempt.metadata;
}

function unary(client: GrpcWebClientBase, base: string, attempt: Attempt): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (attempt.signal?.aborted) return reject(cancelled());
    const end = (error?: SippyError, response?: unknown) => {
      clearTimeout(timer);
      attempt.signal?.removeEventListener('abort', onAbort);
      if (error) reject(error);
      else resolve(response);
    };
    const call = client.rpcCall(
      base + attempt.path,
      attempt.request,
      metadataOf(attempt),
      descriptorOf(attempt, MethodType.UNARY),
      (error, response) => (error ? end(toSippyError(error)) : end(undefined, response)),
    );
    const giveUp = (error: SippyError) => {
      call.cancel();
      end(error);
    };
    const onAbort = () => giveUp(cancelled());
    attempt.signal?.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(
      () => giveUp(new SippyError('DEADLINE_EXCEEDED', 'No answer came in time.')),
      Math.max(0, attempt.deadline - Date.now()),
    );
  });
}

async function* stream(client: GrpcWebClientBase, base: string, attempt: Attempt): AsyncGenerator<unknown> {
  if (attempt.signal?.aborted) throw cancelled();
  let received = 0;
  const queue: unknown[] = [];
  let ended: { error?: unknown } | undefined;
  let wake = () => {};
  const call = client.serverStreaming(
    base + attempt.path,
    attempt.request,
    metadataOf(attempt),
    descriptorOf(attempt, MethodType.SERVER_STREAMING, (count) => {
      received += count;
    }),
  );
  const finish = (error?: unknown) => {
    ended ??= error === undefined ? {} : { error };
    wake();
  };
  const onAbort = () => finish(cancelled());
  call.on('data', (message) => {
    queue.push(message);
    wake();
  });
  call.on('error', (error) => finish(toSippyError(error)));
  call.on('end', () => finish());
  attempt.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    while (true) {
      while (queue.length > 0) yield queue.shift();
      if (ended?.error !== undefined) throw ended.error;
      if (ended) return;
      if (received > maxStreamBytes) throw new SippyError('UNAVAILABLE', 'The stream is renewed.');
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    attempt.signal?.removeEventListener('abort', onAbort);
    call.cancel();
  }
}

function toSippyError(error: unknown): SippyError {
  if (error instanceof SippyError) return error;
  const { code, message, metadata } = error as RpcError;
  const details = metadata?.['grpc-status-details-bin'];
  // A lost connection reaches grpc-web as UNKNOWN with HTTP status 0.
  const lost =
    code === 2 && /Http response at 400 or 500 level|Unknown Content-type|status code:? 0/i.test(message);
  return errorOf(lost ? 14 : (code ?? 2), message, details ? fromBase64(details) : undefined, error);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
}
