/** A listener that does as little as can be done: abusing it costs a machine what the abuser itself costs. */
import { once } from 'node:events';
import { createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** As much as a request may have before it is refused: what the gateway takes of a head. */
const most = 32 * 1024;

/** Listens on a free port of loopback, over HTTP/1.1 and HTTP/2; refuses whatever is complete or too large. Resolves with its port. */
export async function startBareListener(): Promise<number> {
  const http2 = createHttp2Server();
  http2.on('session', (session) => session.on('error', () => {}));
  http2.on('stream', (stream) => {
    stream.on('error', () => {});
    if (!stream.destroyed) stream.respond({ ':status': 404 }, { endStream: true });
  });
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (first) => {
      if (first.subarray(0, 4).toString() !== 'PRI ') return refuse(socket, first.length);
      socket.pause();
      socket.unshift(first);
      http2.emit('connection', socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function refuse(socket: Socket, received: number): void {
  let bytes = received;
  const look = (more = Buffer.alloc(0)) => {
    bytes += more.length;
    if (bytes > most) socket.end('HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n');
  };
  socket.on('data', look);
  look();
}
