import { type ClientHttp2Session, connect } from 'node:http2';
import { connect as connectTcp } from 'node:net';

/** A few HTTP/2 connections that speak JSON. */
export interface JsonCaller {
  /** Sends `body` as JSON, or asks with GET where there is none; rejects unless the answer is 200. */
  call<S>(path: string, body: unknown, from: { token: string; connection: number }): Promise<S>;
  close(): void;
}

/** Opens the connections to the gateway. */
export function openJsonCaller(origin: string, connections: number): JsonCaller {
  const { hostname: host, port } = new URL(origin);
  const sessions = Array.from({ length: connections }, () => {
    const session = connect(origin, {
      createConnection: () => connectTcp({ host, port: Number(port), noDelay: true }),
    });
    // The calls on it fail with the same error, and are counted.
    session.on('error', () => {});
    return session;
  });
  return {
    call: (path, body, { token, connection }) =>
      send(sessions[connection % connections] as ClientHttp2Session, path, body, token),
    close: () => {
      for (const session of sessions) session.close();
    },
  };
}

function send<S>(session: ClientHttp2Session, path: string, body: unknown, token: string): Promise<S> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': body === undefined ? 'GET' : 'POST',
      ':path': path,
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    });
    const chunks: Buffer[] = [];
    let status = 0;
    stream.on('response', (headers) => {
      status = Number(headers[':status']);
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      if (status === 200) resolve(JSON.parse(text));
      else reject(new Error(`${path}: ${status} ${text.slice(0, 200)}`));
    });
    stream.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
