/**
 * All services with the packages they need in a few files: a host reads thirty files instead of 1,400, and is up in half the
 * time. Whoever develops a service runs its sources instead, which Tilt watches.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Plugin } from 'vite';
import { fingerprintOf } from './fingerprint.ts';
import { generatedFrom } from './generated.ts';
import { projectRoot } from './paths.ts';
import { SetupError } from './setup-error.ts';

const run = promisify(execFile);

const folder = join(projectRoot, '.sippy', 'services');

/** A running host reads some of its files late, so a bundle outlives a few that were made after it. */
const KEPT = 4;

const bundledFrom = [
  ...generatedFrom,
  'services/host.ts',
  'services/*/src/**/*.ts',
  'tilt/service-bundle.ts',
];

/** Read when they are first needed, from their own folders: binaries, fonts, and what most processes never use. */
const leftOutside = [
  'pg-native',
  'pg-cloudflare',
  'stripe',
  'nodemailer',
  'pdfkit',
  '@node-rs/argon2',
  'dejavu-fonts-ttf',
];

/** File that hosts any set of services as they are now; there once `bundleServices` has made it. */
export function bundledHost(): string {
  return join(folder, fingerprintOf(bundledFrom).slice(0, 16), 'host.js');
}

/** Bundles the services, if it was not done since they changed. Throws `SetupError` with what Vite said. */
export async function bundleServices(): Promise<void> {
  const host = bundledHost();
  if (existsSync(host)) return;
  const fresh = `${dirname(host)}-${process.pid}`;
  try {
    // Vite changes the environment of whoever calls it.
    await run(process.execPath, [import.meta.filename, fresh], { cwd: projectRoot });
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    const said = (error as { stderr?: string }).stderr?.trim() || String(error);
    throw new SetupError(said, 'mend the file named above and start again', { cause: error });
  }
  try {
    renameSync(fresh, dirname(host));
  } catch (error) {
    // Another start has made the same meanwhile.
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(host)) throw error;
  }
  removeOld();
}

function removeOld(): void {
  const bundles = readdirSync(folder).map((name) => join(folder, name));
  const age = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  for (const old of bundles.sort((a, b) => age(b) - age(a)).slice(KEPT))
    rmSync(old, { recursive: true, force: true });
}

/** Files that are read beside a source, such as migrations, stay where they are. */
const besideSources: Plugin = {
  name: 'beside-sources',
  enforce: 'pre',
  transform(code, id) {
    const here = JSON.stringify(dirname(id));
    if (id.includes(`${sep}node_modules${sep}`)) return code.replace(/\b__dirname\b/g, here);
    return code
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
      .replaceAll('import.meta.dirname', here);
  },
};

async function bundle(outDir: string): Promise<void> {
  const { build } = await import('vite');
  mkdirSync(folder, { recursive: true });
  await build({
    root: join(projectRoot, 'services'),
    configFile: false,
    logLevel: 'warn',
    plugins: [besideSources],
    ssr: { noExternal: true, external: leftOutside },
    build: {
      ssr: 'host.ts',
      target: 'node24',
      outDir,
      minify: false,
      rolldownOptions: {
        external: [/query_compiler_.*wasm-base64/],
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
}

if (import.meta.main) {
  const [, , outDir] = process.argv;
  await (outDir ? bundle(outDir) : bundleServices());
}
