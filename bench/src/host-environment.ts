import { readFileSync } from 'node:fs';
import type { BenchSystem } from './bench-system.ts';

/** The environment that the system's host was given: how it reaches its databases, NATS and Valkey. */
export function hostEnvironment({ pids }: BenchSystem): NodeJS.ProcessEnv {
  const pairs = readFileSync(`/proc/${pids.host}/environ`, 'utf8').split('\0').filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}
