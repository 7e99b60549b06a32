/** What hostile clients do to a listener. Each returns how to stop; none does harm elsewhere than at the address. */
import { type ClientHttp2Session, connect as connectHttp2, constants } from 'node:http2';
import { connect, type Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where the gateway listens: always on loopback. */
export interface Listener {
  port: number;
}

/** Anything on this machine that takes connections. */
type Target = Listener | { path: string };

/** Ends an abuse; resolves when its connections are gone. */
export type Stop = () => Promise<void>;

/** Connections that say nothing. */
export async function idleConnections(to: Target, count: number): Promise<Stop> {
  return holding(await openMany(to, count));
}

/** Requests whose head comes a letter at a time and never ends. */
export async function slowRequests(to: Listener, count: number): Promise<Stop> {
  const sockets = await openMany(to, count);
  for (const socket of sockets)
    socket.write('POST /sippy.order.v1.OrderService/PlaceOrder HTTP/1.1\r\nHost: localhost\r\n');
  const timer = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('x-slow: y\r\n');
  }, 1000);
  const stop = holding(sockets);
  return async () => {
    clearInterval(timer);
    await stop();
  };
}

/** Requests with far more header than is allowed, one after the other. */
export function headerFloods(to: Listener, atOnce: number): Stop {
  const head = Array.from({ length: 2000 }, (_, at) => `x-flood-${at}: ${'y'.repeat(100)}`).join('\r\n');
  return repeating(atOnce, () => sendOnce(to, `GET /readyz HTTP/1.1\r\nHost: localhost\r\n${head}\r\n\r\n`));
}

/** Bodies of 64 MiB where 256 KiB are allowed, in every form that a body can come in; over as soon as there is an answer. */
export function oversizedBodies(to: Listener, atOnce: number): Stop {
  const zeros = Buffer.alloc(1024 * 1024);
  const letters = Buffer.alloc(1024 * 1024, 'x');
  const chunk = (bytes: Buffer) =>
    Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
  const declared = `Content-Length: ${64 * zeros.length}\r\n\r\n`;
  const chunked = 'Transfer-Encoding: chunked\r\n\r\n';
  const ways = [
    () => sendBody(to, declared, zeros),
    () => sendBody(to, chunked, chunk(zeros)),
    () => sendBody(to, `${chunked}9\r\n{"note":"\r\n`, chunk(letters)),
    () => sendHugeMessage(to, letters),
  ];
  let turn = 0;
  return repeating(atOnce, async () => ways[turn++ % ways.length]?.());
}

async function sendBody(to: Listener, head: string, part: Buffer): Promise<void> {
  const socket = await openOne(to);
  if (!socket) return;
  socket.write(
    `POST /api/v1/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${head}`,
  );
  const over = new Promise((resolve) => socket.once('close', resolve).once('data', resolve));
  await sendParts(socket, part, over);
  socket.destroy();
}

/** A gRPC message of 64 MiB. */
async function sendHugeMessage(to: Listener, part: Buffer): Promise<void> {
  const session = connectHttp2(`http://127.0.0.1:${to.port}`, { createConnection: () => connectFrom(to) });
  session.on('error', () => {});
  const stream = session.request({
    ':method': 'POST',
    ':path': '/sippy.order.v1.OrderService/PlaceOrder',
    'content-type': 'application/grpc',
  });
  stream.on('error', () => {});
  const over = new Promise((resolve) => stream.once('close', resolve).once('response', resolve));
  stream.write(Buffer.from([0, 4, 0, 0, 0]));
  await sendParts(stream, part, over);
  session.destroy();
}

/** Writes the part 64 times, as fast as it is taken, until that is over. */
async function sendParts(to: Writable, part: Buffer, over: Promise<unknown>): Promise<void> {
  let answered = false;
  void over.then(() => {
    answered = true;
  });
  for (let sent = 0; sent < 64 && to.writable && !answered; sent++)
    if (!to.write(part)) await Promise.race([new Promise((resolve) => to.once('drain', resolve)), over]);
  await Promise.race([over, sleep(500)]);
}

/** HTTP/2 streams that are opened and reset at once. */
export function rapidResets(to: Listener, connections: number, perSecond: number): Stop {
  return onSessions(to, connections, perSecond, (session) => {
    const stream = session.request({ ':method': 'POST', ':path': '/sippy.order.v1.OrderService/PlaceOrder' });
    stream.on('error', () => {});
    stream.close(constants.NGHTTP2_CANCEL);
  });
}

/** Pings as fast as they can be sent. */
export function pingFloods(to: Listener, connections: number, perSecond: number): Stop {
  return onSessions(to, connections, perSecond, (session) => void session.ping(() => {}));
}

/** Calls that are begun and left in the middle. */
export function abandonedStreams(to: Listener, connections: number, perSecond: number): Stop {
  return onSessions(to, connections, perSecond, (session) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/sippy.order.v1.OrderService/WatchOrders',
      'content-type': 'application/grpc',
    });
    stream.on('error', () => {});
    stream.write(Buffer.from([0, 0, 0, 1, 0, 1]));
    setTimeout(() => stream.destroy(), 200).unref();
  });
}

function onSessions(
  to: Listener,
  connections: number,
  perSecond: number,
  act: (session: ClientHttp2Session) => void,
): Stop {
  return repeating(connections, async () => {
    const session = connectHttp2(`http://127.0.0.1:${to.port}`, { createConnection: () => connectFrom(to) });
    session.on('error', () => {});
    const until = Date.now() + 1000;
    while (Date.now() < until && !session.destroyed && !session.closed) {
      for (let done = 0; done < perSecond / 50 && !session.destroyed && !session.closed; done++) act(session);
      await sleep(20);
    }
    session.destroy();
  });
}

/** Does something over and over, so many at once, until stopped. */
function repeating(atOnce: number, work: () => Promise<void>): Stop {
  let over = false;
  const workers = Array.from({ length: atOnce }, async () => {
    while (!over) {
      await work();
      await sleep(5);
    }
  });
  return async () => {
    over = true;
    await Promise.all(workers);
  };
}

async function sendOnce(to: Listener, text: string): Promise<void> {
  const socket = await openOne(to);
  if (!socket) return;
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.resume();
  socket.write(text);
  await Promise.race([closed, sleep(500)]);
  socket.destroy();
}

async function openMany(to: Target, count: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let at = 0; at < count; at += 100) {
    const some = await Promise.all(Array.from({ length: Math.min(100, count - at) }, () => openOne(to)));
    sockets.push(...some.filter((socket) => socket !== undefined));
  }
  return sockets;
}

/** A connection, or undefined where it is refused. */
function openOne(to: Target): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = 'port' in to ? connectFrom(to) : connect(to);
    socket.on('error', () => resolve(undefined));
    socket.once('connect', () => resolve(socket));
  });
}

/** From an address that no till has: limits by address are for whoever is there. */
function connectFrom({ port }: Listener): Socket {
  return connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
}

function holding(sockets: readonly Socket[]): Stop {
  return async () => {
    for (const socket of sockets) socket.destroy();
    await sleep(200);
  };
}
