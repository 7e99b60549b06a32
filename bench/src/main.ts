/** `npm run bench [-- NAME…]`: measures a system of its own; without names it measures everything and writes bench/RESULTS.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { type BenchCafes, makeBenchCafes } from './bench-cafes.ts';
import { startBenchSystem } from './bench-system.ts';
import { floorsOf } from './floors.ts';
import { section } from './report.ts';
import type { BenchContext, Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';

const sizes = {
  seconds: Number(process.env.BENCH_SECONDS ?? 8),
  rounds: Number(process.env.BENCH_ROUNDS ?? 3),
  scale: Number(process.env.BENCH_SCALE ?? 1),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !scenarios.some((scenario) => scenario.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no scenario ${unknown.join(', ')}: ${scenarios.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(2);
}

const chosen = scenarios.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const together = chosen.filter(({ alone }) => !alone);
const groups = [
  ...(together.length > 0 ? [together] : []),
  ...chosen.filter(({ alone }) => alone).map((one) => [one]),
];
const sections: string[] = [];
let failed = false;
for (const group of groups) await onOneSystem(group);
if (wanted.length === 0 && !failed)
  writeFileSync(join(import.meta.dirname, '../RESULTS.md'), `${heading()}\n${sections.join('\n')}`);
process.exitCode = failed ? 1 : 0;

/** Measures scenarios one after another on a system that they share. */
async function onOneSystem(group: readonly Scenario[]): Promise<void> {
  process.stderr.write('Starting a system of the bench’s own …\n');
  const system = await startBenchSystem();
  const interrupted = () => void system.stop().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  let cafes: BenchCafes | undefined;
  try {
    cafes = await makeBenchCafes(system, 50);
    const context = { ...sizes, system, cafes, floors: floorsOf(system, cafes, Math.min(4, sizes.seconds)) };
    for (const scenario of group) await measure(scenario, context);
  } finally {
    cafes?.close();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, interrupted);
    await system.stop();
  }
}

/** One that fails is shown and leaves the others to be measured. */
async function measure(scenario: Scenario, context: BenchContext): Promise<void> {
  process.stderr.write(`${scenario.name}: ${scenario.about} …\n`);
  try {
    const text = section(scenario, await scenario.run(context));
    process.stdout.write(`${text}\n`);
    sections.push(text);
  } catch (error) {
    failed = true;
    process.stderr.write(
      `${scenario.name} failed: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
  }
}

function heading(): string {
  const version = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')).version;
  const [cpu] = cpus();
  return [
    '# Results of the last bench',
    '',
    `Sippy ${version}, ${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, load generator on the same machine.`,
    `${sizes.rounds} rounds of ${sizes.seconds} s after a warm-up; PostgreSQL with fsync. Absolute figures differ from machine to machine: read them beside the floor, which is measured in the same run. Medians are held against what is to be reached.`,
    ...(sizes.scale === 1 ? [] : [`Things were counted at ${sizes.scale} of their full number.`]),
    '',
  ].join('\n');
}
