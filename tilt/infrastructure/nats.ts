/** NATS with JetStream. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answersHttp, type ServerSpec } from './server.ts';

/** Where NATS runs. */
export interface NatsOptions {
  binary: string;
  /** Folder of its streams and its configuration. */
  folder: string;
  port: number;
  /** HTTP port of its health check and monitoring. */
  monitorPort: number;
}

/** URL clients connect to. */
export function natsUrl(port: number): string {
  return `nats://127.0.0.1:${port}`;
}

/** NATS as a server to be started; loopback only. */
export function natsServer(options: NatsOptions): ServerSpec {
  const file = join(options.folder, 'nats.conf');
  const healthUrl = `http://127.0.0.1:${options.monitorPort}/healthz`;
  return {
    name: 'nats',
    command: options.binary,
    args: ['--config', file],
    env: {},
    stopSignal: 'SIGTERM',
    prepare: async () => {
      await mkdir(options.folder, { recursive: true, mode: 0o700 });
      await writeFile(file, configuration(options));
      await chmod(file, 0o600);
    },
    healthUrl,
    ready: () => answersHttp(healthUrl),
  };
}

function configuration(o: NatsOptions): string {
  return `server_name: sippy
listen: "127.0.0.1:${o.port}"
http: "127.0.0.1:${o.monitorPort}"
max_payload: 1MB
jetstream {
  store_dir: ${JSON.stringify(o.folder)}
  max_memory_store: 256MB
  max_file_store: 8GB
}
lame_duck_grace_period: 1s
lame_duck_duration: 30s
`;
}
