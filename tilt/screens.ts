/** The screens that browsers load, built where their sources have changed. */
import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { fingerprintOf } from './fingerprint.ts';
import { readJson, writePrivateJson } from './home.ts';
import { projectRoot } from './paths.ts';
import { SetupError } from './setup-error.ts';

const run = promisify(execFile);

/** What all screens are made of beside their own folder. */
const sharedSources = [
  'clients/ui/{src,build}/**/*',
  'clients/sdk/src/**/*',
  'services/order/src/domain/*.ts',
  'services/kit/src/**/*.ts',
  'proto/sippy/**/*.proto',
  'package-lock.json',
];

/** What is worth sending compressed, and from which size on. */
const compressible = /\.(js|css|html|svg|json)$/;
const compressedFrom = 1024;

/** Names of the screens: the folders of `clients/` that Vite builds. */
export function screenNames(): string[] {
  return globSync('clients/*/vite.config.ts', { cwd: projectRoot })
    .map((path) => path.split(/[\\/]/)[1] ?? '')
    .sort();
}

/** Screens whose build is missing or older than their sources. */
export function staleScreens(): string[] {
  return screenNames().filter(
    (name) =>
      !existsSync(join(distOf(name), 'index.html')) ||
      readJson<{ from: string }>(recordOf(name))?.from !== fingerprint(name),
  );
}

/** Builds a screen, with compressed copies of its files. Throws `SetupError` with what Vite said. */
export async function buildScreen(name: string): Promise<void> {
  const from = fingerprint(name);
  const dist = distOf(name);
  // Built aside, so that whoever is being served never meets half of it.
  const fresh = join(projectRoot, '.sippy', 'screens', `${name}-${process.pid}`);
  try {
    // By this Node: the one on PATH may be older than what Vite and its configuration need.
    const vite = join(projectRoot, 'node_modules/vite/bin/vite.js');
    await run(process.execPath, [vite, 'build', '--outDir', fresh, '--logLevel', 'warn'], {
      cwd: join(projectRoot, 'clients', name),
      // Whoever starts a system may be a test or a developer: React would be built for them, slow and talkative.
      env: { ...process.env, NODE_ENV: 'production' },
    });
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    const said = (error as { stderr?: string }).stderr?.trim() || String(error);
    throw new SetupError(
      said,
      `mend the file named above; cd clients/${name} && npx vite build repeats this step`,
      {
        cause: error,
      },
    );
  }
  await Promise.all(globSync('**/*', { cwd: fresh }).map((file) => compress(join(fresh, file))));
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
  writePrivateJson(recordOf(name), { from });
}

function distOf(name: string): string {
  return join(projectRoot, 'clients', name, 'dist');
}

function recordOf(name: string): string {
  return join(projectRoot, '.sippy', `screen-${name}.json`);
}

async function compress(file: string): Promise<void> {
  if (!compressible.test(file)) return;
  const content = readFileSync(file);
  if (content.length < compressedFrom) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  const [small, common] = await Promise.all([
    promisify(brotliCompress)(content, { params }),
    promisify(gzip)(content, { level: 9 }),
  ]);
  writeFileSync(`${file}.br`, small);
  writeFileSync(`${file}.gz`, common);
}

function fingerprint(name: string): string {
  return fingerprintOf([
    ...sharedSources,
    `clients/${name}/{src,public}/**/*`,
    `clients/${name}/{index.html,vite.config.ts,package.json}`,
  ]);
}

if (import.meta.main) for (const name of staleScreens()) await buildScreen(name);
