#!/usr/bin/env node
// Starts the command line with the project's own Node, so that it also runs from an older one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const node = join(root, 'node_modules/.bin/node');
if (!existsSync(node) || !existsSync(join(root, 'proto/gen/web'))) {
  console.error('sippy: this checkout is not set up yet. Run "npm start" once.');
  process.exit(1);
}
const child = spawn(node, [join(root, 'clients/cli/src/main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  // Half of the time of a short command would go into compiling.
  env: { NODE_COMPILE_CACHE: join(root, '.sippy/cache/node'), ...process.env },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
