/** gRPC calls as bytes: whatever is in the frame is sent, and whatever comes back is named. */
import { type ClientHttp2Session, connect } from 'node:http2';
import { connect as connectTcp } from 'node:net';

/** Where to call: the gateway's address, or a host's unix socket. */
export type Place = { url: string } | { socket: string };

/** One connection for raw calls; it is opened again when it was lost. */
export interface RawCaller {
  /** Sends a frame; resolves with the gRPC status, or with a word where there was none. Never rejects. */
  call(
    path: string,
    frame: Buffer,
    headers: Record<string, string>,
  ): Promise<{ status: string; message: string }>;
  close(): void;
}

/** Opens nothing yet. */
export function openRawCaller(place: Place): RawCaller {
  let open: ClientHttp2Session | undefined;
  const session = () => {
    if (open && !open.closed && !open.destroyed) return open;
    const url = 'url' in place ? place.url : 'http://localhost';
    const to =
      'url' in place ? { host: '127.0.0.1', port: Number(new URL(place.url).port) } : { path: place.socket };
    open = connect(url, { createConnection: () => connectTcp(to) });
    open.on('error', () => {});
    return open;
  };
  return {
    call: (path, frame, headers) =>
      new Promise((resolve) => {
        const stream = session().request({
          ':method': 'POST',
          ':path': path,
          'content-type': 'application/grpc',
          te: 'trailers',
          ...headers,
        });
        let status = 'none';
        let message = '';
        const read = (from: { [name: string]: unknown }) => {
          if (from['grpc-status'] !== undefined) status = String(from['grpc-status']);
          else if (from[':status'] !== undefined && from[':status'] !== 200)
            status = `HTTP ${from[':status']}`;
          if (from['grpc-message'] !== undefined) message = decodeURIComponent(String(from['grpc-message']));
        };
        stream.on('response', read);
        stream.on('trailers', read);
        stream.on('error', () => {});
        stream.on('close', () => resolve({ status, message }));
        stream.setTimeout(15_000, () => {
          status = 'no answer';
          stream.close();
        });
        stream.resume();
        stream.end(frame);
      }),
    close: () => open?.destroy(),
  };
}
