import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { OpsAnswer } from './ops-dead-letters.ts';

/** What a host tells operators over HTTP. */
export interface OpsServerOptions {
  readonly port: number;
  readonly address: string;
  readonly telemetry: Telemetry;
  /** What keeps the host from serving; empty if nothing does. */
  notReady(): Promise<string[]>;
  /** Answers what is neither metrics nor health; undefined for what it does not know. */
  answer(request: IncomingMessage): Promise<OpsAnswer | undefined>;
}

/** A running operations server. */
export interface OpsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves /metrics (Prometheus), /healthz (alive) and /readyz (may be sent calls). */
export function startOpsServer(options: OpsServerOptions): Promise<OpsServer> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(`${JSON.stringify(body)}\n`);
    };
    switch (request.url) {
      case '/metrics':
        return options.telemetry.serveMetrics(request, response);
      case '/healthz':
        return answer(200, { status: 'alive' });
      case '/readyz':
        return options.notReady().then(
          (reasons) =>
            answer(reasons.length === 0 ? 200 : 503, {
              status: reasons.length === 0 ? 'ready' : 'not ready',
              reasons,
            }),
          () => answer(503, { status: 'not ready', reasons: ['the check itself failed'] }),
        );
      default:
        return options.answer(request).then(
          (known) => answer(known?.status ?? 404, known?.body ?? { status: 'not found' }),
          () => answer(500, { status: 'failed' }),
        );
    }
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.address, () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}
