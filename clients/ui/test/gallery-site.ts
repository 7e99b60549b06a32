/** The gallery, built and served as the gateway does it, for tests. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pageHeaders } from '@sippy/gateway/headers';
import { fileHandler } from '@sippy/gateway/static';
import { staleScreens } from '../../../tilt/screens.ts';

const ui = join(import.meta.dirname, '..');

/** Where the gallery is; `close` removes it. */
export interface GallerySite {
  url: string;
  close(): Promise<void>;
}

/**
 * Serves the gallery with the headers that the gateway gives to pages. Where no build of its sources is at hand, one is
 * made in a folder of its own.
 */
export async function startGallery(): Promise<GallerySite> {
  const isBuilt = !staleScreens().includes('ui');
  const folder = isBuilt ? join(ui, 'dist') : await build();
  const files = fileHandler({ ui: folder });
  const server = createServer((request, response) => {
    for (const { header } of pageHeaders as unknown as { header: { key: string; value: string } }[])
      response.setHeader(header.key, header.value);
    files(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ui/`,
    async close() {
      server.closeAllConnections();
      server.close();
      if (!isBuilt) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function build(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sippy-gallery-'));
  await promisify(execFile)(
    process.execPath,
    [join(ui, '../../node_modules/vite/bin/vite.js'), 'build', '--outDir', folder, '--logLevel', 'error'],
    { cwd: ui, env: { ...process.env, NODE_ENV: 'production' } },
  );
  return folder;
}
