/** `npm run chaos [-- NAME…]`: breaks a system of its own in every way it knows, and proves that nothing is lost. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { isGreen, keepOutcome, type Outcome, tableOf } from './results.ts';
import { createRunner } from './run-scenario.ts';
import { scenarios } from './scenarios.ts';

const usage = `npm run chaos [-- OPTIONS NAME…]
  --quick     the subset that npm test runs, about eighty seconds
  --prove     takes each protection away in turn and expects red
  --seed N    repeats a run
  --scale F   share of the full sizes, such as 0.1
  --list      what there is
`;

const { positionals: wanted, values: options } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    prove: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    seed: { type: 'string' },
    scale: { type: 'string' },
  },
});
const say = (text: string) => process.stderr.write(`${text}\n`);
const names = (scenario: { number: number; name: string }) => [String(scenario.number), scenario.name];
const unknown = wanted.filter((name) => !scenarios.some((scenario) => names(scenario).includes(name)));

if (options.help || options.list || unknown.length > 0) {
  if (unknown.length > 0) say(`There is no scenario ${unknown.join(', ')}.`);
  process.stdout.write(usage);
  for (const { number, name, about } of scenarios) process.stdout.write(`${number} ${name}: ${about}\n`);
  process.exit(unknown.length > 0 ? 2 : 0);
}

const seed = options.seed === undefined ? randomInt(2 ** 31) : Number(options.seed);
// Whether a protection is missing shows at the smallest size.
const scale = options.scale === undefined ? (options.quick || options.prove ? 0 : 1) : Number(options.scale);
if (!Number.isInteger(seed) || !(scale >= 0)) {
  say('--seed takes a whole number, --scale a share such as 0.1.');
  process.exit(2);
}
say(`seed ${seed}, ${scale} of the full sizes`);
const chosen = scenarios.filter((scenario) =>
  wanted.length > 0
    ? names(scenario).some((name) => wanted.includes(name))
    : !options.quick || scenario.quick,
);
// Those that need the same system follow each other and share it.
chosen.sort((a, b) => JSON.stringify(a.needs).localeCompare(JSON.stringify(b.needs)) || a.number - b.number);
const runner = createRunner({ seed, scale, say });
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void runner.close().finally(() => process.exit(130)));

let passed = 0;
const failed: string[] = [];
try {
  for (const scenario of chosen) {
    const impossible = scenario.impossible?.();
    if (impossible !== undefined) {
      say(`– ${scenario.number} ${scenario.name} is left out: ${impossible}`);
      continue;
    }
    const runs = options.prove ? scenario.proofs : [undefined];
    for (const proof of runs) {
      const title = `${scenario.number} ${scenario.name}${proof ? `, without ${proof.without}` : ''}`;
      say(`▸ ${title}: ${scenario.about}`);
      const outcome = await runner.run(scenario, proof);
      process.stdout.write(`${tableOf(outcome.findings)}\n`);
      if (asExpected(outcome)) passed += 1;
      else failed.push(title);
      say(`${asExpected(outcome) ? '✔' : '✖'} ${title} (${outcome.seconds.toFixed(1)} s)`);
      if (!options.quick) keepOutcome(outcome);
    }
  }
} finally {
  await runner.close();
}
if (failed.length > 0) say(`Not as it must be: ${failed.join('; ')}. Repeat with --seed ${seed}.`);
process.stdout.write(`chaos: ${passed} as they must be, ${failed.length} not\n`);
process.exit(failed.length > 0 ? 1 : 0);

/** Green in an honest run; red, by a rule and not by an accident, when a protection is missing. */
function asExpected(outcome: Outcome): boolean {
  if (outcome.without === undefined) return isGreen(outcome);
  return outcome.failure === undefined && outcome.findings.some((finding) => !finding.holds);
}
