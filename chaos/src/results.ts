/** The results as a page: one section a scenario, the last run of each, and a summary table above. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Finding, Scenario } from './scenario.ts';

/** A run of one scenario. */
export interface Outcome {
  scenario: Scenario;
  /** What was taken away; undefined in an honest run. */
  without: string | undefined;
  findings: readonly Finding[];
  /** Why it could not be carried through, if so. */
  failure: string | undefined;
  seconds: number;
  seed: number;
  scale: number;
}

const folder = join(import.meta.dirname, '..');

/** Whether everything that must hold did. */
export function isGreen({ findings, failure }: Outcome): boolean {
  return failure === undefined && findings.length > 0 && findings.every((finding) => finding.holds);
}

/** Puts a run in the place of the last one of the same scenario. */
export function keepOutcome(outcome: Outcome): void {
  const proof = outcome.without !== undefined;
  const file = join(folder, proof ? 'PROOFS.md' : 'RESULTS.md');
  const title = titleOf(outcome);
  const sections = readSections(file);
  sections.set(title, sectionOf(outcome));
  const sorted = [...sections].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  const summary = sorted.map(([name, body]) => `| ${name} | ${/^\*\*(.+)\*\*$/m.exec(body)?.[1] ?? ''} |`);
  const text = [
    proof ? '# Protections taken away: each scenario must turn red' : '# Results of the last chaos runs',
    '',
    conditions(),
    '',
    proof ? '| scenario, without | seen |' : '| scenario | seen |',
    '|---|---|',
    ...summary,
    ...sorted.map(([name, body]) => `\n## ${name}\n\n${body.trim()}`),
    '',
  ].join('\n');
  writeFileSync(file, text);
}

/** What was seen, as a table. */
export function tableOf(findings: readonly Finding[]): string {
  const show = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(2));
  return [
    '| | rule | must be | was |',
    '|---|---|---:|---:|',
    ...findings.map(
      ({ rule, relation, limit, got, unit, holds }) =>
        `| ${holds ? '✔' : '✖'} | ${rule} | ${relation} ${show(limit)}${unit && ` ${unit}`} | ${show(got)}${unit && ` ${unit}`} |`,
    ),
  ].join('\n');
}

function titleOf({ scenario, without }: Outcome): string {
  const name = `${scenario.number} ${scenario.name}`;
  return without === undefined ? name : `${name}, without ${without}`;
}

function sectionOf(outcome: Outcome): string {
  const { scenario, findings, failure, seconds, seed, scale, without } = outcome;
  const broken = findings.filter((finding) => !finding.holds).length;
  const green = isGreen(outcome);
  const proof = broken > 0 ? 'red' : 'STAYED GREEN';
  const seen =
    failure !== undefined
      ? 'WAS NOT CARRIED THROUGH'
      : without === undefined
        ? green
          ? 'holds'
          : 'DOES NOT HOLD'
        : proof;
  const share = scale === 1 ? 'full size' : scale === 0 ? 'smallest size' : `${scale} of the full size`;
  const today = new Date().toISOString().slice(0, 10);
  return [
    `${scenario.about[0]?.toUpperCase()}${scenario.about.slice(1)}.`,
    '',
    `**${seen}${broken > 0 ? ` (${broken} of ${findings.length} rules broken)` : ''}, ${today}, ${version()}, ${share}, seed ${seed}, ${Math.round(seconds)} s**`,
    '',
    ...(failure === undefined ? [] : [`It could not be carried through: ${failure.split('\n')[0]}`, '']),
    tableOf(findings),
  ].join('\n');
}

/** The product that was broken, by the last change of it; what only tests or clients changed is the same product. */
function version(): string {
  const product = ['services/*/src', 'services/*/migrations', 'gateway/src', 'proto/sippy', 'tilt/processes'];
  try {
    const args = ['log', '-1', '--format=%h', '--', ...product];
    return `version ${execFileSync('git', args, { cwd: join(folder, '..'), encoding: 'utf8' }).trim()}`;
  } catch {
    return 'version unknown';
  }
}

function readSections(file: string): Map<string, string> {
  if (!existsSync(file)) return new Map();
  const [, ...sections] = readFileSync(file, 'utf8').split(/^## /m);
  return new Map(
    sections.map((section) => {
      const end = section.indexOf('\n');
      return [section.slice(0, end), section.slice(end)];
    }),
  );
}

function conditions(): string {
  const { version } = JSON.parse(readFileSync(join(folder, '../package.json'), 'utf8')) as {
    version: string;
  };
  const [cpu] = cpus();
  return [
    `Sippy ${version}, Node ${process.version}, PostgreSQL 18 with fsync, NATS 2.15, Valkey 8.1, Envoy 1.40;`,
    `${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, load and faults on the same machine.`,
    '`--seed` repeats a run.',
  ].join('\n');
}
