/**
 * One running Sippy for all test files that leave it as they found it, such as journeys in a browser: a start costs some
 * ten seconds. The run of tests starts it when the first file asks, and stops it at the end.
 */
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type RunningSystem, type SharedSystem, startSystem, systemAt } from './running-system.ts';

const VARIABLE = 'SIPPY_TEST_SYSTEM';

/** Names the home of a system that runs already, for whoever works on one test file over and over. */
const RUNNING = 'SIPPY_TEST_HOME';

/** What asks for the system is answered with its home, or with why it could not start. */
type Answer = { home: string } | { error: string };

/** Stands ready to start the system, for the process that runs all tests. Returns what stops it. */
export async function offerSharedSystem(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'system.sock');
  let system: Promise<RunningSystem> | undefined;
  const running = process.env[RUNNING];
  const server = createServer((socket) => {
    if (running) return void socket.end(JSON.stringify({ home: running }));
    system ??= startSystem();
    const answer = system.then(
      ({ home }): Answer => ({ home }),
      (error): Answer => ({ error: String(error) }),
    );
    socket.on('error', () => {});
    void answer.then((it) => socket.end(JSON.stringify(it)));
  });
  rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
  process.env[VARIABLE] = path;
  return async () => {
    server.close();
    await (await system?.catch(() => undefined))?.stop();
  };
}

/** The system that test files share. It goes on after the file: make people, orders and cafés of your own. */
export async function sharedSystem(): Promise<SharedSystem> {
  const path = process.env[VARIABLE];
  if (!path) throw new Error('There is no shared system: test/setup.ts offers it.');
  const answer = JSON.parse(await text(connect(path))) as Answer;
  if ('error' in answer) throw new Error(answer.error);
  return systemAt(answer.home);
}
