/** A disk that can be full: a file system in memory, which only who may mount can have. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MIB = 1024 * 1024;

/** Puts a disk of this size where the folder is. */
export function mountSmallDisk(folder: string, mebibytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0755`, 'sippy-chaos', folder], {
    stdio: 'pipe',
  });
}

/** Takes the disk away, with what is on it. */
export function unmountSmallDisk(folder: string): void {
  execFileSync('umount', ['--lazy', folder], { stdio: 'pipe' });
}

/** Whether a disk can be had here. */
export function canMountSmallDisk(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'sippy-disk-'));
  try {
    mountSmallDisk(folder, 1);
    unmountSmallDisk(folder);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
}

/** Writes until nothing more fits; returns how to give the space back. */
export function fillDisk(folder: string): () => void {
  const path = join(folder, 'filler');
  const file = openSync(path, 'w');
  // Ever smaller pieces, so that not even a page is left.
  for (let piece = MIB; piece >= 512; piece /= 2) {
    const bytes = Buffer.alloc(piece, 1);
    try {
      while (writeSync(file, bytes) === piece);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
  closeSync(file);
  return () => rmSync(path);
}
