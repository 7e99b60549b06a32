/** Loopback ports: the same at every start where they are still free. */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writePrivateJson } from './home.ts';
import { freePort } from './infrastructure/server.ts';
import { claimPort } from './port-claims.ts';

/** Ports are taken from here, below those that systems give to connections: one of these may begin at any time. */
const range = { first: 20_000, end: 32_768 };

/** A port by the name of what listens there. */
export type Ports = Record<string, number>;

/** A wish that was not granted. */
export interface TakenPort {
  name: string;
  wanted: number;
  used: number;
}

/**
 * Where people look first; all other ports are whichever are free. Only the checkout's own home gets
 * them: one that `SIPPY_HOME` names runs beside it. `GATEWAY_PORT` and `INBOX_PORT` say otherwise.
 */
export function wishedPorts(env: NodeJS.ProcessEnv): Partial<Ports> {
  const wish = (variable: string, usual: number) =>
    Number(env[variable]) || (env.SIPPY_HOME ? undefined : usual);
  const wishes = { gateway: wish('GATEWAY_PORT', 8080), 'sandbox-web': wish('INBOX_PORT', 8025) };
  return Object.fromEntries(Object.entries(wishes).filter(([, port]) => port !== undefined));
}

/** The ports kept in this home, none if it never ran. */
export function keptPorts(home: string): Ports {
  return readJson<Ports>(fileOf(home)) ?? {};
}

/**
 * A free port for each name, kept for the next time: the one wished for, else the one it had before,
 * else any. `taken` tells which wishes were not granted.
 */
export async function choosePorts(
  home: string,
  names: readonly string[],
  wished: Partial<Ports> = {},
): Promise<{ ports: Ports; taken: TakenPort[] }> {
  const kept = keptPorts(home);
  const ports: Ports = {};
  const taken: TakenPort[] = [];
  for (const name of names) {
    const wishes = [wished[name], kept[name]].filter((p) => p !== undefined);
    const used = await firstFree(home, wishes, Object.values(ports));
    ports[name] = used;
    const wanted = wished[name];
    if (wanted !== undefined && used !== wanted) taken.push({ name, wanted, used });
  }
  writePrivateJson(fileOf(home), { ...kept, ...ports });
  return { ports, taken };
}

async function firstFree(
  home: string,
  wishes: readonly number[],
  chosen: readonly number[],
): Promise<number> {
  for (const wish of wishes) if (!chosen.includes(wish) && (await isFree(wish))) return wish;
  for (;;) {
    const port = randomInt(range.first, range.end);
    if (!chosen.includes(port) && claimPort(port, home) && (await isFree(port))) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  return (await freePort(port)) === port;
}

function fileOf(home: string): string {
  return join(home, 'ports.json');
}
