/**
 * Which home has chosen which port, though nothing may listen there yet. Two systems that are started at the same time would
 * otherwise choose the same one, and the later would find it taken.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Claims a port for a home; false where another home that is still there has it. */
export function claimPort(port: number, home: string, folder = claimsFolder()): boolean {
  const claimant = resolve(home);
  const file = join(folder, String(port));
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (isNew(file, claimant)) return true;
    const owner = readFileSync(file, 'utf8');
    if (owner === claimant) return true;
    if (existsSync(owner)) return false;
    rmSync(file, { force: true });
    return isNew(file, claimant);
  } catch {
    // Where nothing can be written, a port that is free is as good as claimed.
    return true;
  }
}

function claimsFolder(): string {
  return join(tmpdir(), `sippy-ports-${process.getuid?.() ?? 'user'}`);
}

/** Writes a file that is not there yet; false where it is. */
function isNew(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
