/** `npm run reset`: forgets all data of this home, after asking. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { sippyHome } from './home.ts';
import { stopSystem } from './stop.ts';

/** All but the fetched tools, which hold no data. */
const wiped = ['data', 'logs', 'keys', 'gateway', 'cache', 'sockets', 'ports.json', 'demo.json', 'run.json'];

/** Stops what runs and removes its data, keys and logs. */
export async function resetHome(home: string): Promise<void> {
  await stopSystem(home);
  for (const name of wiped) await rm(join(home, name), { recursive: true, force: true });
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { yes: { type: 'boolean', short: 'y', default: false } } });
  const home = sippyHome();
  if (!existsSync(join(home, 'data'))) {
    process.stdout.write(`There is no data in ${home}.\n`);
  } else if (values.yes || (await agreed(home))) {
    await resetHome(home);
    process.stdout.write('✔ All data is gone; the next npm start begins afresh.\n');
  } else {
    process.stdout.write('Nothing was changed. (Scripts say: npm run reset -- --yes)\n');
    process.exitCode = 1;
  }
}

async function agreed(home: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await prompt.question(`Stop Sippy and delete all its data in ${home}? [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}
