/** `npm run bench [-- NAME…]`: measures a system of its own and writes bench/RESULTS.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { makeBenchCafes } from './bench-cafes.ts';
import { startBenchSystem } from './bench-system.ts';
import type { Figure, Scenario } from './scenario.ts';
import { floor } from './scenarios/floor.ts';
import { menu } from './scenarios/menu.ts';
import { sale } from './scenarios/sale.ts';

const scenarios: readonly Scenario[] = [floor, sale, menu];
const seconds = Number(process.env.BENCH_SECONDS ?? 8);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !scenarios.some((scenario) => scenario.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no scenario ${unknown.join(', ')}: ${scenarios.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(2);
}

process.stderr.write('Starting a system of the bench’s own …\n');
const system = await startBenchSystem();
try {
  const cafes = await makeBenchCafes(system, 50);
  const sections: string[] = [];
  for (const scenario of scenarios.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    process.stderr.write(`${scenario.name}: ${scenario.about} …\n`);
    const section = table(scenario, await scenario.run({ system, cafes, seconds, rounds }));
    process.stdout.write(`${section}\n`);
    sections.push(section);
  }
  cafes.close();
  if (wanted.length === 0)
    writeFileSync(join(import.meta.dirname, '../RESULTS.md'), `${heading()}\n${sections.join('\n')}`);
} finally {
  await system.stop();
}

function heading(): string {
  const version = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')).version;
  const [cpu] = cpus();
  return [
    '# Results of the last bench',
    '',
    `Sippy ${version}, ${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, load generator on the same machine.`,
    `${rounds} rounds of ${seconds} s after a warm-up; PostgreSQL with fsync. Absolute figures differ from machine to machine: read them beside the floor, which is measured in the same run.`,
    '',
  ].join('\n');
}

function table(scenario: Scenario, figures: readonly Figure[]): string {
  const show = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
  return [
    `## ${scenario.name}`,
    '',
    `${scenario.about[0]?.toUpperCase()}${scenario.about.slice(1)}.`,
    '',
    '| figure | unit | min | median | max |',
    '|---|---|---:|---:|---:|',
    ...figures.map(
      ({ what, unit, min, median, max }) =>
        `| ${what} | ${unit} | ${show(min)} | ${show(median)} | ${show(max)} |`,
    ),
    '',
  ].join('\n');
}
