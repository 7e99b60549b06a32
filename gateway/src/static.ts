/**
 * Serves what browsers load: the clients' files, the pages that mails link to under `/account/`, the API reference under
 * `/docs/` and `/openapi.json`.
 * Stands behind Envoy, which adds the headers. Run it with `STATIC_LISTEN` (`host:port` or `unix:/path`); with
 * `STATIC_RELOAD=yes` a new build shows without a restart.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { splitAddress } from './json.ts';
import { answerScript } from './plain-script.ts';

const checkout = join(import.meta.dirname, '../..');

/** Bundlers put a hash of the content into the names of these, so they never change. */
const hashedAsset = /\/assets\/[^/]+-[\w-]{8,}\.\w+$/;

/** Folders to serve by the path that leads there. */
export type Sites = Readonly<Record<string, string>>;

/** Sites of plain pages; the others are clients that route their own paths. */
const pageSites: readonly string[] = ['docs', 'account'];

/** The API reference, the account pages, and every client that has been built, under its own name. */
export function sitesOf(root: string = checkout): Sites {
  const clients = join(root, 'clients');
  const built = existsSync(clients)
    ? readdirSync(clients).filter((name) => existsSync(join(clients, name, 'dist/index.html')))
    : [];
  return {
    docs: join(root, 'docs/api'),
    account: join(clients, 'account/src'),
    ...Object.fromEntries(built.map((name) => [name, join(clients, name, 'dist')])),
  };
}

/**
 * Answers requests for files. A path without a file name shows its site's `index.html`, so that a client can route. Which
 * files there are is read once, or with `reload` at each request.
 */
export function fileHandler(sites: Sites, { reload = false } = {}): RequestListener {
  const handlers = new Map(
    Object.entries(sites).map(([name, folder]) => [
      name,
      sirv(folder, {
        dev: reload,
        etag: true,
        single: !pageSites.includes(name),
        gzip: true,
        brotli: true,
        onNoMatch: (_, response) => answerNotFound(response),
        setHeaders: (response, path) => {
          const keep = hashedAsset.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
          response.setHeader('Cache-Control', keep);
        },
      }),
    ]),
  );
  return (request, response) => {
    // sirv fails on a range that ends before it begins, and nothing here is large.
    delete request.headers.range;
    const { pathname } = new URL(request.url ?? '/', 'http://files');
    if (pathname === '/healthz') return void response.end('ok\n');
    if (pathname === '/') return redirect(response, '/docs/');
    if (pathname === '/openapi.json') return serve(handlers.get('docs'), request, response, pathname);
    const [, name = '', ...rest] = pathname.split('/');
    const handler = handlers.get(name);
    if (!handler) return answerNotFound(response);
    if (rest.length === 0) return redirect(response, `/${name}/`);
    const path = `/${rest.join('/')}`;
    if (name === 'account' && answerScript(sites.account ?? '', path, request, response)) return;
    serve(handler, request, response, path);
  };
}

function serve(
  handler: ReturnType<typeof sirv> | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): void {
  request.url = path;
  if (handler) handler(request, response);
  else answerNotFound(response);
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location }).end();
}

/** The same form as every other error. */
function answerNotFound(response: ServerResponse): void {
  const details = [
    { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'UNKNOWN_METHOD', domain: 'sippy' },
  ];
  response.writeHead(404, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ code: 5, message: 'There is no such file.', details }));
}

/** Starts serving; resolves when it listens at `unix:/path` or `host:port`. */
export async function serveFiles(listen: string, options: { reload?: boolean } = {}): Promise<Server> {
  const server = createServer(fileHandler(sitesOf(), options));
  // Envoy closes idle connections; a server that does it first cuts requests off.
  server.keepAliveTimeout = 0;
  const at = listen.startsWith('unix:') ? { path: listen.slice('unix:'.length) } : splitAddress(listen);
  if ('path' in at) rmSync(at.path, { force: true });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(at, resolve));
  return server;
}

if (import.meta.main) {
  const listen = process.env.STATIC_LISTEN;
  if (!listen) {
    process.stderr.write('STATIC_LISTEN is not set: expected host:port or unix:/path\n');
    process.exit(1);
  }
  const server = await serveFiles(listen, { reload: process.env.STATIC_RELOAD === 'yes' });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      server.close();
      server.closeAllConnections();
    });
  }
}
