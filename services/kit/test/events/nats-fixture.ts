import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsServer, natsUrl } from '../../../../tilt/infrastructure/nats.ts';
import { freePort, type RunningServer, startServer } from '../../../../tilt/infrastructure/server.ts';
import { locateTool } from '../../../../tilt/tools.ts';
import { cleanup } from '../cleanup.ts';

/** A NATS server of one test's own, which may be stopped, started and robbed of what it knew. */
export interface OwnNats {
  url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Keeps a copy of what it has stored; only while it is stopped. */
  keep(): Promise<void>;
  /** Puts that copy back: everything since is lost, as in a power cut. Only while it is stopped. */
  forget(): Promise<void>;
}

export async function ownNats(): Promise<OwnNats> {
  const folder = await mkdtemp(join(tmpdir(), 'sippy-nats-'));
  const options = {
    binary: (await locateTool('nats')).path,
    folder: join(folder, 'data'),
    port: await freePort(),
    monitorPort: await freePort(),
  };
  const copy = join(folder, 'copy');
  let server: RunningServer | undefined;
  const nats: OwnNats = {
    url: natsUrl(options.port),
    async start() {
      server = await startServer(natsServer(options), join(folder, 'nats.log'));
    },
    async stop() {
      await server?.stop();
      server = undefined;
    },
    keep: () => cp(options.folder, copy, { recursive: true }),
    async forget() {
      await rm(options.folder, { recursive: true });
      await cp(copy, options.folder, { recursive: true });
    },
  };
  cleanup(async () => {
    await nats.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return nats;
}
