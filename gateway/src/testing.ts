/** A real gateway for tests: Envoy with the product's configuration, on a free port, before any host. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accepts, answersHttp, freePort, startServer } from '@sippy/tilt/infrastructure/server';
import { locateTool } from '@sippy/tilt/tools';
import { envoyArguments, writeConfig } from './envoy.ts';
import type { Address, GatewayOptions } from './options.ts';
import { serveFiles } from './static.ts';

export interface TestGateway {
  /** Such as `http://127.0.0.1:41234`, without a trailing slash. */
  url: string;
  host: string;
  port: number;
  metricsUrl: string;
  /** Envoy's output; read it when a test fails. */
  logFile: string;
  pid: number;
  stop(): Promise<void>;
}

export type TestGatewayOptions = Partial<Omit<GatewayOptions, 'host'>> & {
  /** Wait until the services behind are healthy too; true if not set. */
  waitForHosts?: boolean;
  /** Envoy's worker threads; 1 if not set. */
  concurrency?: number;
};

/**
 * Starts a gateway before `host`, such as `unix:/path` or `127.0.0.1:50051`, with the files of the clients
 * and the API reference. Limits are the product's unless `options` says otherwise.
 */
export async function startTestGateway(
  host: Address,
  options: TestGatewayOptions = {},
): Promise<TestGateway> {
  const { waitForHosts = true, concurrency = 1, ...given } = options;
  const folder = mkdtempSync(join(tmpdir(), 'sippy-gw-'));
  const [port, metricsPort] = [await freePort(), await freePort()];
  const filesSocket: Address = `unix:${join(folder, 'files.sock')}`;
  const files = await serveFiles(filesSocket);
  const url = `${given.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const logFile = join(folder, 'envoy.log');
  const spec = {
    name: 'gateway',
    command: (await locateTool('envoy')).path,
    args: envoyArguments(folder, concurrency),
    env: {},
    stopSignal: 'SIGTERM' as const,
    prepare: async () => {
      writeConfig({
        listen: { host: '127.0.0.1', port },
        folder,
        sockets: folder,
        host,
        staticFiles: filesSocket,
        metricsPort,
        accessLog: 'all',
        ...given,
      });
    },
    // A certificate of a test is not one that Node trusts, so with TLS it is enough that the port answers.
    ready: () =>
      given.tls ? accepts({ port }) : answersHttp(`${url}/${waitForHosts ? 'readyz' : 'healthz'}`),
  };
  const server = await startServer(spec, logFile).catch((error) => {
    files.close();
    throw error;
  });
  return {
    url,
    host: '127.0.0.1',
    port,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    logFile,
    pid: server.child.pid ?? 0,
    stop: async () => {
      await server.stop(2000);
      files.close();
      files.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
