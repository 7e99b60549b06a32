/** Valkey: cache and shared limits, nothing that may not be lost. */
import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import type { ServerSpec } from './server.ts';

/** Where Valkey runs. */
export interface ValkeyOptions {
  binary: string;
  folder: string;
  port: number;
}

/** URL clients connect to. */
export function valkeyUrl(port: number): string {
  return `redis://127.0.0.1:${port}`;
}

/** Valkey as a server to be started; loopback only, nothing kept on disk. */
export function valkeyServer(options: ValkeyOptions): ServerSpec {
  const settings = {
    bind: '127.0.0.1',
    port: String(options.port),
    dir: options.folder,
    save: '',
    appendonly: 'no',
    maxmemory: '256mb',
    'maxmemory-policy': 'allkeys-lru',
  };
  return {
    name: 'valkey',
    command: options.binary,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    env: {},
    stopSignal: 'SIGTERM',
    prepare: async () => {
      await mkdir(options.folder, { recursive: true, mode: 0o700 });
    },
    ready: () => answersPing(options.port),
  };
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write('PING\r\n'));
    const answer = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(2000, () => answer(false));
    socket.once('data', (data) => answer(data.toString().startsWith('+PONG')));
    socket.once('error', () => answer(false));
  });
}
