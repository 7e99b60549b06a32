import { type ClientHttp2Session, connect } from 'node:http2';
import { connect as connectTcp, type Socket } from 'node:net';
import { RetryInfo } from '@sippy/proto/web/google/rpc/error_details';
import { Status } from '@sippy/proto/web/google/rpc/status';

/** The part of a generated RPC that a call needs. */
export interface Rpc<Q, S> {
  path: string;
  encode(request: Q): Uint8Array;
  decode(bytes: Uint8Array): S;
}

/** Binds an RPC of a generated service definition. */
export function rpc<Q, S>(
  service: string,
  method: {
    name: string;
    requestType: { encode(message: Q): { finish(): Uint8Array } };
    responseType: { decode(bytes: Uint8Array): S };
  },
): Rpc<Q, S> {
  return {
    path: `/${service}/${method.name}`,
    encode: (request) => method.requestType.encode(request).finish(),
    decode: (bytes) => method.responseType.decode(bytes),
  };
}

/** A failed call: its gRPC status, or its HTTP status where there was none. */
export class CallFailed extends Error {
  readonly grpcStatus: number;
  /** How long the server says to wait before another try. */
  readonly retryAfterMs: number | undefined;
  /** How long it took to fail. */
  readonly tookMs: number;
  constructor(path: string, grpcStatus: number, message: string, tookMs: number, details?: string) {
    super(`${path}: ${grpcStatus} ${message}`);
    this.grpcStatus = grpcStatus;
    this.tookMs = tookMs;
    this.retryAfterMs = details ? retryAfterMsOf(details) : undefined;
  }
}

/** Of a `grpc-status-details-bin`. */
function retryAfterMsOf(details: string): number | undefined {
  for (const { typeUrl, value } of Status.decode(Buffer.from(details, 'base64')).details) {
    if (!typeUrl.endsWith('/google.rpc.RetryInfo')) continue;
    const { retryDelay } = RetryInfo.decode(value);
    if (retryDelay) return Number(retryDelay.seconds) * 1000 + retryDelay.nanos / 1e6;
  }
  return undefined;
}

/** A few HTTP/2 connections that speak grpc-web, as cheap as Node allows: the load must not be the bottleneck. */
export interface GrpcWebCaller {
  /** Calls over the connection of that number, or over each in turn. */
  call<Q, S>(rpc: Rpc<Q, S>, request: Q, from?: { token: string; connection: number }): Promise<S>;
  close(): void;
}

/** Opens the connections; a lost one is opened again for the next call. `origin` is the gateway. */
export function openCaller(origin: string, connections: number): GrpcWebCaller {
  const sessions: (ClientHttp2Session | undefined)[] = Array.from({ length: connections });
  let next = 0;
  const sessionAt = (index: number): ClientHttp2Session => {
    const open = sessions[index];
    if (open && !open.closed && !open.destroyed) return open;
    const session = openSession(origin);
    sessions[index] = session;
    return session;
  };
  return {
    call: (method, request, from) =>
      send(sessionAt((from?.connection ?? next++) % connections), method, request, from?.token),
    close: () => {
      for (const session of sessions) session?.close();
    },
  };
}

/** One HTTP/2 connection to the gateway. */
export function openSession(origin: string): ClientHttp2Session {
  const url = new URL(origin);
  const session = connect(origin, {
    createConnection: (): Socket => connectTcp({ host: url.hostname, port: Number(url.port), noDelay: true }),
    settings: { initialWindowSize: 1 << 20 },
  });
  // The calls on it fail with the same error, and are counted.
  session.on('error', () => {});
  return session;
}

function send<Q, S>(session: ClientHttp2Session, method: Rpc<Q, S>, request: Q, token?: string): Promise<S> {
  const message = method.encode(request);
  const frame = Buffer.allocUnsafe(5 + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': method.path,
      'content-type': 'application/grpc-web+proto',
      'x-grpc-web': '1',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    });
    const chunks: Buffer[] = [];
    let httpStatus = 0;
    let grpcStatus: number | undefined;
    let grpcMessage = '';
    let details = '';
    stream.on('response', (headers) => {
      httpStatus = Number(headers[':status']);
      if (headers['grpc-status'] !== undefined) grpcStatus = Number(headers['grpc-status']);
      grpcMessage = String(headers['grpc-message'] ?? '');
      details = String(headers['grpc-status-details-bin'] ?? '');
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('end', () => {
      const frames = readFrames(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
      const status = frames.status ?? grpcStatus;
      if (status === 0 && frames.message) return resolve(method.decode(frames.message));
      reject(
        new CallFailed(
          method.path,
          status ?? -httpStatus,
          decodeURIComponent(frames.reason ?? grpcMessage),
          performance.now() - begun,
          frames.details ?? details,
        ),
      );
    });
    stream.end(frame);
  });
}

interface Frames {
  message?: Buffer;
  status?: number;
  reason?: string;
  details?: string;
}

function readFrames(body: Buffer): Frames {
  const frames: Frames = {};
  for (let at = 0; at + 5 <= body.length; ) {
    const length = body.readUInt32BE(at + 1);
    const content = body.subarray(at + 5, at + 5 + length);
    if ((body[at] ?? 0) & 0x80) {
      const trailer = content.toString('latin1');
      frames.status = Number(/grpc-status:\s*(\d+)/i.exec(trailer)?.[1] ?? 2);
      frames.reason = /grpc-message:\s*([^\r\n]*)/i.exec(trailer)?.[1] ?? '';
      frames.details = /grpc-status-details-bin:\s*([^\r\n]*)/i.exec(trailer)?.[1] ?? '';
    } else frames.message = content;
    at += 5 + length;
  }
  return frames;
}
