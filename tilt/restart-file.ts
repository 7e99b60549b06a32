/** Restarts the hosts that Tilt runs. */
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file that hosts watch under Tilt; touching it restarts them. */
export function restartFile(home: string): string {
  return join(home, 'restart');
}

/** Makes the file, or gives it a new time. */
export function touch(file: string): void {
  writeFileSync(file, '');
  utimesSync(file, new Date(), new Date());
}
