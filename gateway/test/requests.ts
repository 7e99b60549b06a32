/** Ways to call through the gateway, as raw as the tests need them. */
import { Client, credentials, type Metadata, type ServiceError } from '@grpc/grpc-js';
import { ErrorInfo, RetryInfo } from '@sippy/proto/google/rpc/error_details';
import { Status } from '@sippy/proto/google/rpc/status';

/** Outcome of a gRPC or grpc-web call. */
export interface Outcome {
  /** Canonical code; 0 is success. */
  code: number;
  message: string;
  /** Messages that came back. */
  messages: Buffer[];
  reason: string | undefined;
  retrySeconds: number | undefined;
  headers: Record<string, string>;
}

const same = (bytes: Buffer) => bytes;

/** A call over native gRPC. */
export function callGrpc(
  origin: { host: string; port: number },
  path: string,
  request: Buffer = Buffer.alloc(0),
  metadata?: Metadata,
  deadlineMs = 5000,
): Promise<Outcome> {
  const client = new Client(`${origin.host}:${origin.port}`, credentials.createInsecure());
  const headers: Record<string, string> = {};
  return new Promise((resolve) => {
    const deadline = Date.now() + deadlineMs;
    const done = (error: ServiceError | null, message?: Buffer) => {
      client.close();
      const details = error?.metadata?.get('grpc-status-details-bin')[0];
      resolve({
        code: error?.code ?? 0,
        message: error?.details ?? '',
        messages: message ? [message] : [],
        headers,
        ...readDetails(details ? Buffer.from(details) : undefined),
      });
    };
    const call = metadata
      ? client.makeUnaryRequest(path, same, same, request, metadata, { deadline }, done)
      : client.makeUnaryRequest(path, same, same, request, { deadline }, done);
    call.on('metadata', (answer) => Object.assign(headers, answer.getMap()));
  });
}

/** A call over grpc-web with HTTP/1.1, in binary or in text. */
export async function callGrpcWeb(
  url: string,
  path: string,
  request: Buffer = Buffer.alloc(0),
  headers: Record<string, string> = {},
  form: 'binary' | 'text' = 'binary',
): Promise<Outcome> {
  const frame = Buffer.concat([Buffer.from([0]), lengthOf(request), request]);
  const type = `application/grpc-web${form === 'text' ? '-text' : '+proto'}`;
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': type, accept: type, 'x-grpc-web': '1', ...headers },
    body: form === 'text' ? frame.toString('base64') : frame,
  });
  // A stream that is cut off has no trailers; that it began is all there is to know.
  const raw = Buffer.from(await response.arrayBuffer().catch(() => new ArrayBuffer(0)));
  const body = form === 'text' ? decodeChunks(raw.toString()) : raw;
  const answer = { ...Object.fromEntries(response.headers), ':status': String(response.status) };
  const messages: Buffer[] = [];
  let trailers: Record<string, string> = answer;
  for (let at = 0; at + 5 <= body.length; ) {
    const length = body.readUInt32BE(at + 1);
    const content = body.subarray(at + 5, at + 5 + length);
    if ((body[at] ?? 0) & 0x80) trailers = { ...answer, ...parseTrailers(content.toString()) };
    else messages.push(content);
    at += 5 + length;
  }
  const details = trailers['grpc-status-details-bin'];
  return {
    code: Number(trailers['grpc-status'] ?? (response.ok ? 14 : -1)),
    message: decodeURIComponent(trailers['grpc-message'] ?? ''),
    messages,
    headers: answer,
    ...readDetails(details ? Buffer.from(details, 'base64') : undefined),
  };
}

/** A google.rpc.Status in JSON. */
export interface JsonStatus {
  code: number;
  message: string;
  details: { '@type': string; reason?: string; domain?: string; retryDelay?: string }[];
}

/** An HTTP request whose answer is read as JSON, if it is. */
export async function callRest(url: string, init: RequestInit = {}) {
  const response = await fetch(url, init);
  const text = await response.text();
  const json = response.headers.get('content-type')?.startsWith('application/json');
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text,
    body: (json && text ? JSON.parse(text) : undefined) as JsonStatus & Record<string, unknown>,
  };
}

function readDetails(bytes: Uint8Array | undefined): Pick<Outcome, 'reason' | 'retrySeconds'> {
  const details = bytes ? Status.decode(bytes).details : [];
  const of = (name: string) => details.find(({ typeUrl }) => typeUrl.endsWith(name))?.value;
  const info = of('ErrorInfo');
  const retry = of('RetryInfo');
  return {
    reason: info ? ErrorInfo.decode(info).reason : undefined,
    retrySeconds: retry ? Number(RetryInfo.decode(retry).retryDelay?.seconds) : undefined,
  };
}

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return length;
}

/** grpc-web text: base64 pieces, each padded on its own. */
function decodeChunks(text: string): Buffer {
  const pieces = text.match(/[^=]+=*/g) ?? [];
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64')));
}

function parseTrailers(text: string): Record<string, string> {
  const lines = text.split('\r\n').filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
}
