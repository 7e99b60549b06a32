/** Loopback ports: the same at every start where they are still free. */
import { join } from 'node:path';
import { readJson, writePrivateJson } from './home.ts';
import { freePort } from './infrastructure/server.ts';

/** A port by the name of what listens there. */
export type Ports = Record<string, number>;

/** A wish that was not granted. */
export interface TakenPort {
  name: string;
  wanted: number;
  used: number;
}

/** Where people look first; all other ports are whichever are free. */
export const knownPorts: Readonly<Ports> = { gateway: 8080, 'sandbox-web': 8025 };

/** The ports kept in this home, none if it never ran. */
export function keptPorts(home: string): Ports {
  return readJson<Ports>(fileOf(home)) ?? {};
}

/**
 * A free port for each name, kept for the next time: the one people know, else the one it had before,
 * else any. `taken` tells which of the known ones were not to be had.
 */
export async function choosePorts(
  home: string,
  names: readonly string[],
): Promise<{ ports: Ports; taken: TakenPort[] }> {
  const kept = keptPorts(home);
  const ports: Ports = {};
  const taken: TakenPort[] = [];
  for (const name of names) {
    const wishes = [knownPorts[name], kept[name]].filter((p) => p !== undefined);
    const used = await firstFree(wishes, Object.values(ports));
    ports[name] = used;
    const wanted = knownPorts[name];
    if (wanted !== undefined && used !== wanted) taken.push({ name, wanted, used });
  }
  writePrivateJson(fileOf(home), { ...kept, ...ports });
  return { ports, taken };
}

async function firstFree(wishes: readonly number[], chosen: readonly number[]): Promise<number> {
  for (const wish of wishes) {
    if (!chosen.includes(wish) && (await freePort(wish)) === wish) return wish;
  }
  for (;;) {
    const port = await freePort();
    if (!chosen.includes(port)) return port;
  }
}

function fileOf(home: string): string {
  return join(home, 'ports.json');
}
