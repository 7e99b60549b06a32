import { unlinkSync } from 'node:fs';
import type { ServerOptions } from 'node:http2';
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import type { CallState, Incoming } from './call-state.ts';
import { decodeRequest } from './decode-request.ts';
import type { Endpoint } from './endpoint.ts';
import { toRefusal } from './faults.ts';
import { answerUnknownWithDetails, answerWithDetails, MAX_REQUEST_BYTES } from './grpc-answers.ts';
import { authenticator, incomingOf } from './grpc-incoming.ts';
import { cancelled, codes, type Refusal, unavailable } from './refusal.ts';
import { DETAILS_KEY, encodeDetails } from './status-details.ts';
import type { TokenVerifier } from './token.ts';
import { encodedOnce } from './told-once.ts';

const DEFAULT_DEADLINE_MS = 10_000;

/** How a host is served over gRPC. */
export interface GrpcServerOptions {
  readonly endpoints: readonly Endpoint[];
  /** `unix:/path` or `address:port`. */
  readonly listen: readonly string[];
  readonly verify: TokenVerifier | undefined;
  readonly traceRatio: number;
}

/** A running gRPC server. */
export interface GrpcServer {
  /** Where it listens; a port 0 has become a real one. */
  readonly addresses: readonly string[];
  /** Says to those who ask for its health whether it is to be sent calls; takes them in any case. */
  setReady(ready: boolean): void;
  /** Refuses new calls, ends streams, waits for the calls in work, and stops. */
  drain(timeoutMs: number): Promise<void>;
}

/** The streams of a server. */
interface Streams {
  readonly open: Set<CallState>;
  /** Why they end, once the server drains. */
  end?: Refusal;
}

/** Serves endpoints, health and reflection. */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const server = new Server({
    interceptors: [answerWithDetails],
    'grpc.max_receive_message_length': MAX_REQUEST_BYTES,
    'grpc.max_send_message_length': 16 * 1024 * 1024,
    'grpc.enable_channelz': 0,
    'grpc.max_concurrent_streams': 10_000,
    'grpc.keepalive_time_ms': 60_000,
  });
  answerUnknownWithDetails(server);
  allowCancelling(server);
  const streams: Streams = { open: new Set() };
  for (const endpoint of options.endpoints) register(server, endpoint, options, streams);
  const services = new Set(options.endpoints.map(({ path }) => path.split('/')[1] ?? ''));
  const health = new HealthImplementation({
    '': 'SERVING',
    ...Object.fromEntries([...services].map((name) => [name, 'SERVING' as const])),
  });
  health.addToServer(server);
  const { addReflection } = await import('./reflection.ts');
  addReflection(server);
  const addresses = await Promise.all(options.listen.map((address) => bind(server, address)));
  return {
    addresses,
    setReady(ready) {
      for (const name of ['', ...services]) health.setStatus(name, ready ? 'SERVING' : 'NOT_SERVING');
    },
    async drain(timeoutMs) {
      streams.end = unavailable('service', 500);
      for (const call of streams.open) call.end(streams.end);
      await Promise.race([
        new Promise<void>((resolve) => server.tryShutdown(() => resolve())),
        new Promise<void>((resolve) => setTimeout(resolve, timeoutMs).unref()),
      ]);
      server.forceShutdown();
    },
  };
}

/**
 * Lets calls be cancelled as often as callers give up. Node would end a connection on which that happens more than 33 times a
 * second, and so every call of everybody who comes through the same gateway; those who reset to do harm are the gateway's
 * matter. grpc-js hands these options to Node and has none of its own.
 */
function allowCancelling(server: Server): void {
  const { commonServerOptions } = server as unknown as { commonServerOptions: ServerOptions };
  Object.assign(commonServerOptions, { streamResetBurst: 1_000_000, streamResetRate: 100_000 });
}

function bind(server: Server, address: string): Promise<string> {
  if (address.startsWith('unix:')) {
    // A socket that a killed process has left would keep this one from listening.
    try {
      unlinkSync(address.slice('unix:'.length));
    } catch {}
  }
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(new Error(`cannot listen on ${address}: ${error.message}`));
      else resolve(address.startsWith('unix:') ? address : address.replace(/:\d+$/, `:${port}`));
    });
  });
}

const pass = <T>(value: T): T => value;

function register(server: Server, endpoint: Endpoint, options: GrpcServerOptions, streams: Streams): void {
  const { path, method } = endpoint;
  if (method.responseStream) {
    server.register(
      path,
      streamHandler(endpoint, options, streams) as never,
      pass as never,
      pass as never,
      'serverStream',
    );
  } else {
    server.register(path, unaryHandler(endpoint, options) as never, pass as never, pass as never, 'unary');
  }
}

function unaryHandler(endpoint: Endpoint, options: GrpcServerOptions) {
  return (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => {
    const headers = new Metadata();
    const incoming = incomingOf(call, headers, options.traceRatio, DEFAULT_DEADLINE_MS);
    let state: CallState | undefined;
    let answered = false;
    // grpc-js says `cancelled` after successful calls too.
    call.on('cancelled', () => {
      if (!answered) state?.end(cancelled());
    });
    const work = async () => {
      const request = () => decodeRequest(endpoint.method, call.request);
      const started = (begun: CallState) => {
        state = begun;
      };
      return encode(
        endpoint,
        await endpoint.unary(incoming, authenticator(incoming, options.verify), request, { started }),
      );
    };
    work().then(
      (response) => {
        answered = true;
        if (hasHeaders(headers)) call.sendMetadata(headers);
        answer(null, response);
      },
      (error) => {
        answered = true;
        answer(failure(error, endpoint, incoming));
      },
    );
  };
}

function streamHandler(endpoint: Endpoint, options: GrpcServerOptions, streams: Streams) {
  return async (call: ServerWritableStream<Buffer, Buffer>) => {
    const headers = new Metadata();
    const incoming = incomingOf(call as never, headers, options.traceRatio, Number.POSITIVE_INFINITY);
    let state: CallState | undefined;
    const gone = new Promise<void>((resolve) => call.on('cancelled', () => resolve()));
    call.on('cancelled', () => state?.end(cancelled()));
    try {
      const request = () => decodeRequest(endpoint.method, call.request);
      const started = (begun: CallState) => {
        state = begun;
        streams.open.add(begun);
        if (streams.end) begun.end(streams.end);
      };
      const messages = endpoint.stream(incoming, authenticator(incoming, options.verify), request, {
        started,
      });
      for await (const message of messages) {
        if (call.cancelled) break;
        if (!call.write(encode(endpoint, message))) {
          await Promise.race([new Promise((resolve) => call.once('drain', resolve)), gone]);
        }
      }
      call.end();
    } catch (error) {
      call.emit('error', failure(error, endpoint, incoming));
    } finally {
      if (state) streams.open.delete(state);
    }
  };
}

function encode(endpoint: Endpoint, response: unknown): Buffer {
  return encodedOnce(response as object, (one) => {
    const bytes = endpoint.method.responseType.encode(one as never).finish();
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  });
}

function failure(error: unknown, endpoint: Endpoint, incoming: Incoming) {
  const refusal = toRefusal(error);
  const metadata = new Metadata();
  metadata.set(DETAILS_KEY, encodeDetails(refusal, endpoint.domain, incoming.correlationId));
  return { code: codes[refusal.code], details: refusal.message, metadata };
}

function hasHeaders(metadata: Metadata): boolean {
  return Object.keys(metadata.getMap()).length > 0;
}
