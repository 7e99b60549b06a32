/** The little HTTP that the sandbox needs: routes, bodies with a limit, replies. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request, its body read. */
export interface Exchange {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** What the named groups of the route's path matched. */
  params: Readonly<Record<string, string>>;
}

/** What goes back. `drop` closes the connection unanswered after so many milliseconds. */
export type Reply =
  | { status: number; headers?: Record<string, string>; body?: string | Uint8Array }
  | { drop: number };

/** Answers one kind of request. */
export interface Route {
  method: string;
  path: RegExp;
  answer(exchange: Exchange): Reply | Promise<Reply>;
}

const maxBody = 1_048_576;

/** A reply of JSON. */
export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: `${JSON.stringify(value, null, 2)}\n`,
  };
}

/** A reply that sends the browser elsewhere with GET. */
export function seeOther(location: string): Reply {
  return { status: 303, headers: { location } };
}

/** A plain "there is no such thing". */
export const nothingThere: Reply = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'There is nothing here.\n',
};

/** A server that listens on loopback; `port` 0 takes any free one. Resolves once it listens. */
export async function listen(
  routes: readonly Route[],
  port: number,
): Promise<{ port: number; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(routes, request).then(
      (reply) => {
        if ('drop' in reply) {
          setTimeout(() => request.socket.destroy(), reply.drop).unref();
          return;
        }
        response.writeHead(reply.status, { 'cache-control': 'no-store', ...reply.headers });
        response.end(request.method === 'HEAD' ? undefined : reply.body);
      },
      (error) => {
        process.stderr.write(`sandbox: ${request.method} ${request.url}: ${error?.stack ?? error}\n`);
        if (!response.headersSent) response.writeHead(500).end();
        else request.socket.destroy();
      },
    );
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { port: (server.address() as AddressInfo).port, stop: () => stop(server) };
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function answer(routes: readonly Route[], request: IncomingMessage): Promise<Reply> {
  const url = URL.parse(request.url ?? '/', 'http://sandbox.localhost');
  if (!url) return { status: 400, body: 'The address cannot be read.\n' };
  const body = await readBody(request);
  if (!body) return { status: 413, body: 'The body is larger than 1 MiB.\n' };
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  for (const route of routes) {
    if (route.method !== method) continue;
    const match = route.path.exec(url.pathname);
    if (!match) continue;
    const params = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, value]) => [name, decode(value ?? '')]),
    );
    return await route.answer({ method, url, headers: request.headers, body, params });
  }
  return nothingThere;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > maxBody) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
