/** The folder that holds all a running Sippy leaves on a machine, and private files in it. */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { projectRoot } from './paths.ts';

/** The home of this run: `SIPPY_HOME` if set, else `.sippy` in the checkout. Absolute. */
export function sippyHome(env: NodeJS.ProcessEnv = process.env): string {
  return env.SIPPY_HOME ? resolve(env.SIPPY_HOME) : join(projectRoot, '.sippy');
}

/** Reads a JSON file, or undefined where there is none or it is no JSON. */
export function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** Writes JSON that only this user may read; readers see the old file or the new one, never a part. */
export function writePrivateJson(path: string, value: unknown): void {
  writePrivate(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Writes a file that only this user may read, in one step. */
export function writePrivate(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, text, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}

/** What `path` holds, or what `make` makes, which is then kept there. */
export function keep<T>(path: string, make: () => T): T {
  const kept = existsSync(path) ? readJson<T>(path) : undefined;
  if (kept !== undefined) return kept;
  const made = make();
  writePrivateJson(path, made);
  return made;
}
