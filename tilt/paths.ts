/** Where things are in a checkout and in its `.sippy` folder. */
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of this checkout, without a trailing slash. */
export const projectRoot: string = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** Longest path that fits a unix socket's address on every system we run on. */
const maxSocketPath = 100;

/**
 * A folder for unix sockets, made if absent, private to this user. It is `<folder>/sockets` where that
 * leaves room for a socket's name, else one in the system's temporary folder named after `folder`.
 */
export function socketFolder(folder: string): string {
  const inside = join(folder, 'sockets');
  const fits = join(inside, '.s.PGSQL.65535.lock').length < maxSocketPath;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  const path = fits ? inside : join(tmpdir(), `sippy-${userInfo().uid}-${name}`);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  return path;
}
