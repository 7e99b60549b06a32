/** How every screen of Sippy is built and, while it is worked on, served. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';

const checkout = join(import.meta.dirname, '../../..');

/**
 * Vite's configuration of the client of that name, which the gateway serves under `/<name>/`. `vite` serves it with live
 * reload beside a running system and hands its calls on to that system's gateway.
 */
export function appConfig(name: string): UserConfig {
  return {
    root: join(checkout, 'clients', name),
    base: `/${name}/`,
    plugins: [react()],
    build: {
      target: 'es2023',
      sourcemap: false,
      // Small files become data: addresses otherwise, which the gateway's policy does not allow for fonts.
      assetsInlineLimit: 0,
      reportCompressedSize: false,
    },
    server: { proxy: { '^/(api|sippy)[./].*': { target: gatewayUrl(), changeOrigin: false } } },
  };
}

/** Where the gateway of the system of this checkout listens; the usual place if none runs. */
function gatewayUrl(): string {
  try {
    const home = process.env.SIPPY_HOME ?? join(checkout, '.sippy');
    const run = JSON.parse(readFileSync(join(home, 'run.json'), 'utf8')) as { gatewayUrl?: string };
    return run.gatewayUrl ?? 'http://localhost:8080';
  } catch {
    return 'http://localhost:8080';
  }
}
