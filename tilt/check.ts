/** `npm test`: everything that CI runs, ending with one line `N passed, N failed`. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { generate, isGenerated } from './generated.ts';
import { projectRoot } from './paths.ts';

/** A check that passes or fails as a whole. */
interface Check {
  title: string;
  command: string;
  args: readonly string[];
}

/** How many checks and tests passed and failed. */
export interface Tally {
  passed: number;
  failed: number;
}

const breakingArgs = ['breaking', 'proto', '--against', 'proto/released.binpb'];
const colors = `--colors=${process.stdout.isTTY ? 'force' : 'off'}`;

/** Made once, before several systems are started at a time that would each make them. */
const builds: readonly Check[] = [
  { title: 'Screens: build', command: 'node', args: ['tilt/screens.ts'] },
  { title: 'Services: bundle', command: 'node', args: ['tilt/service-bundle.ts'] },
];

/** Of the files alone, one after the other: each takes all cores. */
const ofFiles: readonly Check[] = [
  { title: 'Format and lint', command: 'biome', args: ['ci', '--error-on-warnings', colors, '.'] },
  { title: 'Types', command: 'tsc', args: ['-p', '.'] },
  { title: 'Contracts: lint', command: 'buf', args: ['lint'] },
  { title: 'Contracts: format', command: 'buf', args: ['format', '--diff', '--exit-code', 'proto'] },
  { title: 'Contracts: nothing of the last release is broken', command: 'buf', args: breakingArgs },
];

/** On a system of its own. It waits half of its time, and so goes beside what needs no system. */
const ofChaos: Check = {
  title: 'Chaos, the quick subset',
  command: 'node',
  args: ['chaos/src/main.ts', '--quick'],
};

/** The closing line of a test run, which CI reads. */
const closingLine = /^(\d+) passed, (\d+) failed$/m;

if (import.meta.main) {
  const filters = process.argv.slice(2);
  if (!isGenerated()) await generate();
  // With a filter someone wants those tests, not everything.
  const { passed, failed } = filters.length > 0 ? await runTests(filters) : await runEverything();
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

async function runEverything(): Promise<Tally> {
  const built = await runChecks(builds);
  const [files, chaos] = await Promise.all([
    runChecks(ofFiles).then(async (checked) => sum(checked, await runTests(['--project', 'units']))),
    runChecks([ofChaos]),
  ]);
  return sum(built, files, chaos, await runTests(['--project', 'systems']));
}

function sum(...tallies: readonly Tally[]): Tally {
  const total = (part: keyof Tally) => tallies.reduce((so, tally) => so + tally[part], 0);
  return { passed: total('passed'), failed: total('failed') };
}

async function runChecks(checks: readonly Check[]): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0 };
  for (const check of checks) tally[(await runCheck(check)) ? 'passed' : 'failed']++;
  return tally;
}

async function runCheck({ title, command, args }: Check): Promise<boolean> {
  const started = Date.now();
  const { code, output } = await run(command, args, false);
  const mark = code === 0 ? '✔' : '✖';
  process.stdout.write(`${mark} ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
  if (code !== 0) process.stdout.write(`${output}\n`);
  return code === 0;
}

/** Runs vitest, showing what it says but for its closing line, which is added up instead. */
async function runTests(filters: readonly string[]): Promise<Tally> {
  const { code, output } = await run('vitest', ['run', ...filters], true);
  const [, passed = '0', failed = '0'] = closingLine.exec(output.slice(-4000)) ?? [];
  const tally = { passed: Number(passed), failed: Number(failed) };
  // A run that ends badly without saying so has failed all the same.
  if (code !== 0 && tally.failed === 0) tally.failed = 1;
  return tally;
}

function run(
  command: string,
  args: readonly string[],
  show: boolean,
): Promise<{ code: number; output: string }> {
  const path = join(projectRoot, 'node_modules', '.bin', command);
  const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  return new Promise((resolve) => {
    if (!existsSync(path)) return resolve({ code: 1, output: `${command} is not installed` });
    const child = spawn(path, args, {
      cwd: projectRoot,
      env: { ...process.env, ...color },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const take = (text: string) => {
      output += text;
      if (show) process.stdout.write(text.replace(closingLine, '').replace(/\n\n$/, '\n'));
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
