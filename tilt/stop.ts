/** `npm stop`: ends what `npm start` started in this home. */
import { rmSync } from 'node:fs';
import { sippyHome } from './home.ts';
import { isRunning } from './leftovers.ts';
import { endParts, gone, isAlive, readRecord, send, writeRecord } from './record.ts';
import { runFileOf } from './system.ts';

/** Ends everything; returns how many processes were ended. */
export async function stopSystem(home: string): Promise<number> {
  const record = readRecord(home);
  if (!record) return 0;
  const running = record.parts.filter(isAlive).length;
  const { supervisor } = record;
  if (supervisor && isAlive(supervisor)) {
    send(supervisor.pid, 'SIGTERM');
    await gone(supervisor, 45_000);
  }
  // Whatever the supervisor could not end, or had no time to.
  await endParts((readRecord(home) ?? record).parts);
  writeRecord(home, undefined);
  rmSync(runFileOf(home), { force: true });
  return running;
}

if (import.meta.main) {
  const home = sippyHome();
  const record = readRecord(home);
  const wasRunning = record !== undefined && isRunning(record);
  const ended = await stopSystem(home);
  const count = ended > 0 ? `; ${ended} processes ended` : '';
  if (wasRunning || ended > 0) process.stdout.write(`✔ Sippy has stopped${count}.\n`);
  else process.stdout.write('Sippy is not running here.\n');
}
