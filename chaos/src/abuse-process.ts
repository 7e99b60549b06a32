/**
 * Abuses a listener on loopback until it is told to stop: `node abuse-process.ts KIND PORT SHARE`, at the lowest priority.
 * `node abuse-process.ts listener` is what can be abused instead: it says its port.
 */
import { setPriority } from 'node:os';
import {
  abandonedStreams,
  headerFloods,
  idleConnections,
  type Listener,
  oversizedBodies,
  pingFloods,
  rapidResets,
  type Stop,
  slowRequests,
} from './abuse.ts';
import { startBareListener } from './bare-listener.ts';

/** Ways of abuse; `share` is how much of the full size. */
const kinds: Readonly<Record<string, (to: Listener, share: number) => Promise<Stop> | Stop>> = {
  slowloris: (to, share) => slowRequests(to, Math.round(1000 * share)),
  'header-flood': (to) => headerFloods(to, 4),
  'idle-connections': (to, share) => idleConnections(to, Math.round(10_000 * share)),
  'oversized-bodies': (to) => oversizedBodies(to, 2),
  'abandoned-streams': (to, share) => abandonedStreams(to, 4, 500 * share),
  'rapid-reset': (to, share) => rapidResets(to, 4, 2000 * share),
  'ping-flood': (to, share) => pingFloods(to, 4, 2000 * share),
};

// Others abuse from machines of their own: here they may only have what is left.
setPriority(19);
// Whoever has started this and is gone can no longer stop it.
process.stdin.resume().once('end', () => process.exit(0));
const [kind = '', port = '', share = ''] = process.argv.slice(2);
if (kind === 'listener') {
  process.stdout.write(`${await startBareListener()}\n`);
} else {
  const abuse = kinds[kind];
  if (!abuse) throw new Error(`There is no abuse ${kind}: ${Object.keys(kinds).join(', ')}`);
  const stop = await abuse({ port: Number(port) }, Number(share));
  process.stdout.write('abusing\n');
  process.once('SIGTERM', () => void stop().then(() => process.exit(0)));
}
