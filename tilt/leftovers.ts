/** What an earlier start left behind: a running Sippy, or the remains of one that was killed. */
import { endParts, isAlive, readRecord, type SystemRecord, writeRecord } from './record.ts';

/** What was found in a home. */
export type Found =
  | { state: 'nothing' }
  | { state: 'running'; record: SystemRecord }
  | { state: 'cleared'; names: string[] };

/** Whether a recorded system runs: its supervisor, or all of its parts where it has none. */
export function isRunning(record: SystemRecord): boolean {
  if (record.supervisor) return isAlive(record.supervisor);
  return record.parts.length > 0 && record.parts.every(isAlive);
}

/** Ends what a killed start has left; leaves a running system alone. */
export async function clearLeftovers(home: string): Promise<Found> {
  const record = readRecord(home);
  if (!record) return { state: 'nothing' };
  if (isRunning(record)) return { state: 'running', record };
  const names = record.parts.filter(isAlive).map((p) => p.name);
  await endParts(record.parts);
  writeRecord(home, undefined);
  return names.length > 0 ? { state: 'cleared', names } : { state: 'nothing' };
}
