import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const services = readdirSync(join(root, 'services'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'kit')
  .map((entry) => entry.name);

interface Source {
  path: string;
  lines: number;
  imports: string[];
}

const sources: Source[] = [
  'proto',
  'services',
  'gateway',
  'clients',
  'tilt',
  'bench',
  'chaos',
  'test',
].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => /\.(ts|tsx|js)$/.test(path) && !/(^|\/)(gen|node_modules|dist)\//.test(path))
    .map(readSource),
);

function readSource(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8');
  const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => {
    const specifier = match[1] ?? '';
    return specifier.startsWith('.') ? relative(root, resolve(root, dirname(path), specifier)) : specifier;
  });
  return { path, lines: text.split('\n').length, imports };
}

function offenders(within: RegExp, forbidden: (specifier: string, source: Source) => boolean): string[] {
  return sources
    .filter(({ path }) => within.test(path))
    .flatMap((source) =>
      source.imports.filter((specifier) => forbidden(specifier, source)).map((s) => `${source.path} → ${s}`),
    );
}

const serviceOf = (path: string) => /^services\/([^/]+)\//.exec(path)?.[1];

test('a service never imports another service', () => {
  const foreign = offenders(/^services\/(?!kit\/)[^/]+\/src\//, (specifier, { path }) => {
    const target = serviceOf(specifier) ?? /^@sippy\/([a-z]+)/.exec(specifier)?.[1];
    return target !== undefined && services.includes(target) && target !== serviceOf(path);
  });
  expect(foreign).toEqual([]);
});

test('the kit knows no business: it imports no service and no domain contract', () => {
  const business = new RegExp(
    `^(services/(?!kit/)|@sippy/(${services.join('|')})|@sippy/proto/(${services.join('|')})/)`,
  );
  expect(offenders(/^services\/kit\/src\//, (specifier) => business.test(specifier))).toEqual([]);
});

test('domain code does no I/O: it imports neither store, rpc, peers, events nor a library that talks', () => {
  const io =
    /\/(store|rpc|peers|events|jobs|mail)\/|^(node:(fs|net|http|https|child_process|dgram|tls)|pg|nats|ioredis|stripe|@grpc\/|@prisma\/)|@sippy\/kit\/(db|once|events|cache|limits|client|serve)/;
  expect(
    offenders(
      /^services\/[^/]+\/src\/domain\//,
      (specifier, { path }) => !/\.test\.ts$/.test(path) && io.test(specifier),
    ),
  ).toEqual([]);
});

test('only the SDK imports grpc-web', () => {
  expect(offenders(/^(?!clients\/sdk\/)/, (specifier) => specifier === 'grpc-web')).toEqual([]);
});

const shared = ['@sippy/order/cafe-rules', '@sippy/order/pricing', '@sippy/order/selection'];

test('clients know services by their contracts; only the rules of pricing, of choosing and of taxes are shared as code', () => {
  const inside = (specifier: string) =>
    /^services\//.test(specifier) ||
    (services.some((name) => specifier.startsWith(`@sippy/${name}`)) && !shared.includes(specifier));
  expect(offenders(/^clients\/[^/]+\/src\//, inside)).toEqual([]);
});

test.each(shared)(
  '%s runs in a browser: all that it leads to are files of ours without a library',
  (entry) => {
    expect(reachable(entry).foreign).toEqual([]);
    const reached = new Set(shared.flatMap((one) => reachable(one).reached));
    expect(reached.size).toBeGreaterThan(shared.length);
  },
);

test('nothing in a product file comes from a sandbox or a test', () => {
  expect(
    offenders(
      /^(services|gateway|clients)\/.*\/src\//,
      (specifier, { path }) => !/\.test\.ts$/.test(path) && /\/(sandbox|test)\//.test(specifier),
    ),
  ).toEqual([]);
});

test('files are named in kebab-case for what they hold, and no room is called utils', () => {
  const named = sources.map(({ path }) => path);
  expect(named.filter((path) => !/^[a-z0-9.-]+$/.test(basename(path)))).toEqual([]);
  expect(named.filter((path) => /(^|\/)(utils?|helpers?|common|misc|manager)(\/|\.|$)/.test(path))).toEqual(
    [],
  );
});

test('a file has at most 250 lines, a test file at most 450', () => {
  const most = (path: string) => (/\.test\.ts$/.test(path) ? 450 : 250);
  const long = sources.filter(({ path, lines }) => lines > most(path) + 1);
  expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
});

test('every service has a README, a schema and migrations', () => {
  const needed = ['README.md', 'package.json', 'prisma/schema.prisma', 'prisma/migrations'];
  const missing = services.flatMap((service) =>
    needed
      .filter((part) => !existsSync(join(root, 'services', service, part)))
      .map((part) => `services/${service}/${part}`),
  );
  expect(missing).toEqual([]);
});

/** Files that run once `entry` is imported, and what they import that is no file of ours. Types are erased. */
function reachable(entry: string): { reached: string[]; foreign: string[] } {
  const reached = new Set<string>();
  const foreign: string[] = [];
  const open = [fileOf(entry, root)];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    const statements = readFileSync(file, 'utf8').matchAll(
      /^(?:import|export)\s+(?!type\b)(?:[^;']*?\bfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm,
    );
    for (const [, named, called] of statements) {
      const specifier = named ?? called ?? '';
      if (/^(\.|@sippy\/)/.test(specifier)) open.push(fileOf(specifier, dirname(file)));
      else foreign.push(`${relative(root, file)} → ${specifier}`);
    }
  }
  return { reached: [...reached], foreign };
}

/** The file that a specifier of ours names, by the exports of its package. */
function fileOf(specifier: string, folder: string): string {
  if (specifier.startsWith('.')) return resolve(folder, specifier);
  return realpathSync(createRequire(join(root, 'test/')).resolve(specifier));
}
