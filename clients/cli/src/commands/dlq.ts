import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { CliError, exitCode } from '../exit.ts';
import type { Cell } from '../output.ts';
import { outputOf } from '../program.ts';
import { findRunFile } from '../run-file.ts';

interface DeadLetter {
  service: string;
  consumer: string;
  event_id: string;
  type: string;
  state: string;
  attempts: number;
  error: string;
  last_time: string;
}

export function addDlqCommand(program: Command): void {
  const dlq = program.command('dlq').description('look after events that a consumer could not apply');
  dlq
    .command('list')
    .description('list dead letters; FAILING ones are still tried')
    .action(async (_: object, command: Command) => {
      const letters = (await Promise.all(hosts().map(lettersOf))).flat();
      outputOf(command).rows(
        letters.map(
          (letter): Record<string, Cell> => ({
            service: letter.service,
            consumer: letter.consumer,
            type: letter.type,
            state: letter.state,
            attempts: letter.attempts,
            last: letter.last_time,
            error: letter.error,
            event_id: letter.event_id,
          }),
        ),
        { empty: 'No dead letters.' },
      );
    });
  dlq
    .command('retry')
    .description('apply a dead letter again, after its cause has been mended; all of them without an id')
    .argument('[event-id]')
    .action(async (eventId: string | undefined, _: object, command: Command) => {
      await forEachLetter(eventId, (host, letter) => change(host, 'retry', letter));
      outputOf(command).say('Applied.');
    });
  dlq
    .command('drop')
    .description('give a dead letter up for good')
    .argument('<event-id>')
    .requiredOption('--reason <text>', 'why; it is kept')
    .action(async (eventId: string, options: { reason: string }, command: Command) => {
      await forEachLetter(eventId, (host, letter) =>
        change(host, 'drop', letter, { reason: options.reason }),
      );
      outputOf(command).say('Dropped.');
    });
}

/** Where the hosts tell operators what they want to know. */
function hosts(): string[] {
  const urls = Object.entries(findRunFile()?.metricsUrls ?? {}).filter(([name]) => name !== 'gateway');
  if (urls.length === 0) throw new CliError('No Sippy is running here.', exitCode.unavailable);
  return urls.map(([, url]) => new URL(url).origin);
}

async function lettersOf(host: string): Promise<DeadLetter[]> {
  const response = await fetch(`${host}/dead-letters`);
  return ((await response.json()) as { dead_letters: DeadLetter[] }).dead_letters;
}

async function forEachLetter(
  eventId: string | undefined,
  work: (host: string, letter: DeadLetter) => Promise<void>,
) {
  let found = 0;
  for (const host of hosts())
    for (const letter of await lettersOf(host)) {
      if (eventId !== undefined && letter.event_id !== eventId) continue;
      found += 1;
      await work(host, letter);
    }
  if (found === 0) throw new CliError(eventId ? `There is no dead letter ${eventId}.` : 'No dead letters.');
}

async function change(host: string, action: string, letter: DeadLetter, extra: Record<string, string> = {}) {
  const query = new URLSearchParams({
    service: letter.service,
    consumer: letter.consumer,
    event_id: letter.event_id,
    ...extra,
  });
  const response = await fetch(`${host}/dead-letters/${action}?${query}`, {
    method: 'POST',
    headers: { 'x-sippy-operator': userInfo().username },
  });
  if (!response.ok) throw new CliError(((await response.json()) as { error: string }).error);
}
