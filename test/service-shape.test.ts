import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const services = readdirSync(join(root, 'services'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'kit')
  .map((entry) => entry.name);

/** Rooms from the entrance downwards; each may use those further down. */
const rooms = ['main', 'rpc', 'events', 'jobs', 'live', 'steps', 'peers', 'store', 'messages', 'domain'];
/** What one service alone needs: counts as a step. */
const ownRooms: Record<string, string[]> = {
  auth: ['mail', 'secrets'],
  payment: ['card'],
  settlement: ['paper'],
};
const entrances = ['main.ts', 'context.ts', 'config.ts'];

interface Source {
  /** Path below `src/`. */
  path: string;
  text: string;
  /** Paths below `src/` of which it imports more than types. */
  imports: string[];
}

function sourcesOf(service: string): Source[] {
  const src = join(root, 'services', service, 'src');
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => {
      const text = readFileSync(join(src, path), 'utf8');
      const imports = [...text.matchAll(/^(?:import|export) (?!type )([^;']*?) from '(\.[^']+)'/gm)]
        .filter(([, names]) => names?.startsWith('{') !== true || /[{,]\s*(?!type )\w/.test(names))
        .map(([, , specifier]) => relative(src, resolve(src, path, '..', specifier ?? '')));
      return { path, text, imports: imports.filter((path) => !path.startsWith('..')) };
    });
}

const roomOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : 'main');
const kebab = (name: string) => name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();

/** RPCs that the contracts of a service declare, as file names. */
function rpcsOf(service: string): string[] {
  const folder = join(root, 'proto/sippy', service, 'v1');
  return readdirSync(folder)
    .filter((name) => name.endsWith('_service.proto'))
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/^ {2}rpc (\w+)\(/gm)])
    .map(([, name]) => `rpc/${kebab(name ?? '')}.ts`);
}

test.each(services)('%s has its files in the rooms that every service has', (service) => {
  const known = [...rooms.slice(1), ...(ownRooms[service] ?? [])];
  const strays = sourcesOf(service).filter(({ path }) =>
    path.includes('/') ? !known.includes(roomOf(path)) : !entrances.includes(path),
  );
  expect(strays.map(({ path }) => path)).toEqual([]);
  expect(
    ['main.ts', 'context.ts'].filter((file) => !existsSync(join(root, 'services', service, 'src', file))),
  ).toEqual([]);
});

test.each(services)(
  '%s has one file in rpc/ for each RPC of its contract, and nothing else there',
  (service) => {
    const files = sourcesOf(service).map(({ path }) => path);
    expect(files.filter((path) => roomOf(path) === 'rpc').sort()).toEqual(rpcsOf(service).sort());
  },
);

test.each(services)('all SQL and all of Prisma of %s is in its store', (service) => {
  const talks = /\bstatement[<(]|\bprisma\.(?!\$disconnect)|\bPrisma\b|\$queryRaw/;
  const strays = sourcesOf(service).filter(({ path, text }) => roomOf(path) !== 'store' && talks.test(text));
  expect(strays.map(({ path }) => path)).toEqual([]);
});

test.each(services)('within %s the way of a request leads downwards', (service) => {
  const depth = (path: string) => {
    const room = roomOf(path);
    return rooms.indexOf((ownRooms[service] ?? []).includes(room) ? 'steps' : room);
  };
  const allowed = (from: string, to: string) => {
    if (to === 'config.ts') return true;
    if (roomOf(from) === roomOf(to)) return !['rpc', 'events', 'jobs'].includes(roomOf(from));
    if (depth(from) === depth(to)) return true;
    if (roomOf(from) === 'peers' && roomOf(to) === 'store') return false;
    return (
      depth(to) > depth(from) && (roomOf(from) === 'main' || !['rpc', 'events', 'jobs'].includes(roomOf(to)))
    );
  };
  const upwards = sourcesOf(service).flatMap(({ path, imports }) =>
    imports.filter((target) => !allowed(path, target)).map((target) => `${path} → ${target}`),
  );
  expect(upwards).toEqual([]);
});
