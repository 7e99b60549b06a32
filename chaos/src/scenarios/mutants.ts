import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type Rpc, readContracts } from '@sippy/proto/contract';
import { connect } from '@sippy/sdk';
import { v7 as newId } from 'uuid';
import { type KnownIds, mutate } from '../mutated-message.ts';
import { memoryOf } from '../process-tree.ts';
import { openRawCaller, type Place } from '../raw-call.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { sell } from '../sell-for.ts';
import { judge } from '../verdict.ts';

const atOnce = 32;
/** gRPC's UNKNOWN and INTERNAL: a failure that nobody has foreseen. */
const unforeseen = new Set(['2', '13']);
const unauthenticated = '16';
/** Does what it says to whoever is signed in; sent by guests only, or the others would not get past the door. */
const endsSession = 'Logout';
/** What every service says when a session is over. */
const ended = 'The session of this access token has ended.';

/** Sends mutants of every request message, at the gateway and straight at the host. */
async function run(stage: Stage): Promise<void> {
  const { system } = stage;
  const parts = [...system.hosts, 'gateway'];
  const pids = parts.map((part) => system.pidOf(part));
  // Some mutants do what they say: they get cafés and orders of their own, and the others are compared.
  const fodder = { ...stage, cafes: stage.cafes.slice(0, 2) };
  const honest = { ...stage, cafes: stage.cafes.slice(2) };
  const { sales } = await sell(fodder, 2);
  const orderIds = sales.flatMap((sale) => sale.orderIds).slice(0, 50);
  const ids = [...orderIds, ...fodder.cafes.map((cafe) => cafe.cafeId), newId(), 'x'];
  const token = renewable(() => signIn(stage));
  const rpcs = readContracts().rpcs.filter(
    (rpc) => rpc.method.methodKind === 'unary' && rpc.exposure === 'EDGE',
  );
  const count = stage.size(1_000_000, 4000);
  const memory = () => Math.max(...pids.map(memoryOf));
  const warm = await sendMutants(
    stage,
    { url: system.gatewayUrl },
    rpcs,
    ids,
    token,
    Math.min(count / 4, 20_000),
  );
  const before = memory();
  const answers = new Map(warm);
  const places: Place[] = [{ url: system.gatewayUrl }, { socket: join(system.setup.sockets, 'host.sock') }];
  for (const place of places)
    for (const [answer, times] of await sendMutants(stage, place, rpcs, ids, token, count / 2))
      answers.set(answer, (answers.get(answer) ?? 0) + times);
  await sleep(stage.size(30_000, 3000));
  const after = memory();
  const sent = [...answers.values()].reduce((sum, times) => sum + times, 0);
  const internal = [...answers].filter(([answer]) => unforeseen.has(answer.split(' ')[0] ?? ''));
  stage.say(`  answers by gRPC status: ${byStatus(answers)}`);
  for (const [answer, times] of internal.slice(0, 12)) stage.say(`  ${times} × ${answer}`);
  stage.must('mutated messages sent', sent, '≥', count);
  stage.must(
    'of these, turned away at the door',
    ((answers.get(unauthenticated) ?? 0) / sent) * 100,
    '≤',
    25,
    '%',
  );
  stage.must(
    'crashes',
    parts.filter((part, index) => system.pidOf(part) !== pids[index]).length + system.dead().length,
    '=',
    0,
  );
  stage.must(
    'answers UNKNOWN or INTERNAL',
    internal.reduce((sum, [, times]) => sum + times, 0),
    '=',
    0,
  );
  stage.must('memory afterwards, of the largest part', (after / before - 1) * 100, '≤', 50, '% more');
  await judge(honest, await sell(honest, 3));
}

function byStatus(answers: ReadonlyMap<string, number>): string {
  const sums = new Map<string, number>();
  for (const [answer, times] of answers) {
    const status = unforeseen.has(answer.split(' ')[0] ?? '') ? (answer.split(' ')[0] ?? '') : answer;
    sums.set(status, (sums.get(status) ?? 0) + times);
  }
  return [...sums].map(([status, times]) => `${times} × ${status}`).join(', ');
}

/** A token that can be asked for anew: it lives a quarter of an hour, and a mutant may end its session. */
interface Token {
  value(): Promise<string>;
  /** This one is no longer good. */
  spent(value: string): void;
}

function renewable(sign: () => Promise<string>): Token {
  let current: Promise<string> | undefined;
  let known = '';
  return {
    value: async () => {
      current ??= sign();
      known = await current;
      return known;
    },
    spent: (value) => {
      if (value === known) current = undefined;
    },
  };
}

async function signIn({ system }: Stage): Promise<string> {
  const owner = connect({ url: system.gatewayUrl });
  await owner.signIn(system.owner);
  const token = await owner.session.accessToken();
  owner.close();
  return token ?? '';
}

/** Sends so many; returns how often there was which answer. */
async function sendMutants(
  { random }: Stage,
  place: Place,
  rpcs: readonly Rpc[],
  ids: KnownIds,
  token: Token,
  count: number,
): Promise<Map<string, number>> {
  const answers = new Map<string, number>();
  const callers = Array.from({ length: atOnce }, () => openRawCaller(place));
  let sent = 0;
  await Promise.all(
    callers.map(async (caller) => {
      while (sent < count) {
        sent += 1;
        const rpc = random.pick(rpcs);
        const { kind, frame, headers } = mutate(rpc.method.input, ids, random);
        const isSigned = random.next() < 0.9 && rpc.method.name !== endsSession;
        const bearer = isSigned ? await token.value() : '';
        const authorization: Record<string, string> = bearer ? { authorization: `Bearer ${bearer}` } : {};
        const { status, message } = await caller.call(rpc.path, frame, { ...headers, ...authorization });
        if (bearer && message.includes(ended)) token.spent(bearer);
        const key = unforeseen.has(status) ? `${status} ${kind} ${rpc.method.name} ${message}` : status;
        answers.set(key, (answers.get(key) ?? 0) + 1);
      }
    }),
  );
  for (const caller of callers) caller.close();
  return answers;
}

const uncheckedRequests = join(import.meta.dirname, '../unchecked-requests.ts');

export const mutants: Scenario = {
  number: 12,
  name: 'mutants',
  about: 'a million mutated messages at the gateway and straight at the host',
  needs: {},
  quick: false,
  run,
  proofs: [
    {
      without: 'the constraints of the contracts',
      needs: { env: { NODE_OPTIONS: `--import=${pathToFileURL(uncheckedRequests).href}` } },
    },
  ],
};
