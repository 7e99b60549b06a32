import type { ClientHttp2Session } from 'node:http2';
import type { Rpc } from './grpc-web-caller.ts';

/** A live stream over grpc-web that is read until it is closed. */
export interface WatchStream {
  /** Resolves with the first message; rejects if the stream ends before it. */
  opened: Promise<void>;
  close(): void;
}

/** Opens a server stream; `onMessage` gets every message, `onEnd` is called when the server ends it. */
export function openWatch<Q, S>(
  session: ClientHttp2Session,
  method: Rpc<Q, S>,
  request: Q,
  token: string,
  onMessage: (message: S) => void,
  onEnd: () => void,
): WatchStream {
  const message = method.encode(request);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  const stream = session.request({
    ':method': 'POST',
    ':path': method.path,
    'content-type': 'application/grpc-web+proto',
    'x-grpc-web': '1',
    authorization: `Bearer ${token}`,
  });
  let closed = false;
  let trailer = '';
  const opened = new Promise<void>((resolve, reject) => {
    const read = frameReader((frame, isTrailer) => {
      if (isTrailer) trailer = frame.toString('latin1');
      else {
        resolve();
        onMessage(method.decode(frame));
      }
    });
    stream.on('data', read);
    stream.on('error', reject);
    stream.on('close', () => {
      reject(new Error(`${method.path} has ended: ${trailer}`));
      if (!closed) onEnd();
    });
  });
  opened.catch(() => {});
  stream.end(Buffer.concat([head, message]));
  return {
    opened,
    close() {
      closed = true;
      stream.close();
    },
  };
}

/** Cuts a grpc-web body into its frames as it arrives. */
function frameReader(onFrame: (frame: Buffer, isTrailer: boolean) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    while (rest.length >= 5) {
      const end = 5 + rest.readUInt32BE(1);
      if (rest.length < end) break;
      onFrame(rest.subarray(5, end), ((rest[0] ?? 0) & 0x80) !== 0);
      rest = rest.subarray(end);
    }
  };
}
