/** A base backup of a running cluster, as PostgreSQL's manual describes it for those without pg_basebackup. */
import {
  chownSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Databases } from './databases.ts';

/** Copies the data folder to another, with its label. */
export async function takeBaseBackup(databases: Databases, from: string, to: string): Promise<void> {
  const session = await databases.session('order');
  try {
    await session.query(`select pg_backup_start('chaos', true)`);
    copyFolder(from, to, '');
    const { rows } = await session.query<{ labelfile: string }>('select labelfile from pg_backup_stop(true)');
    const label = join(to, 'backup_label');
    writeFileSync(label, rows[0]?.labelfile ?? '', { mode: 0o600 });
    const { uid, gid } = statSync(from);
    chownSync(label, uid, gid);
  } finally {
    await session.end();
  }
}

/** What the copy must not have. */
const skipped = new Set(['postmaster.pid', 'postmaster.opts']);

/** Files that go away meanwhile are left out, as PostgreSQL allows. */
function copyFolder(from: string, to: string, path: string): void {
  const { uid, gid, mode } = statSync(join(from, path));
  mkdirSync(join(to, path), { recursive: true, mode });
  chownSync(join(to, path), uid, gid);
  for (const name of readdirSync(join(from, path))) {
    const inner = join(path, name);
    if (skipped.has(inner)) continue;
    try {
      const stat = lstatSync(join(from, inner));
      if (stat.isDirectory()) copyFolder(from, to, inner);
      else if (!path.startsWith('pg_wal')) {
        copyFileSync(join(from, inner), join(to, inner));
        chownSync(join(to, inner), stat.uid, stat.gid);
        utimesSync(join(to, inner), stat.atime, stat.mtime);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}
