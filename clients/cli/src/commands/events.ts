import { Event } from '@sippy/proto/web/event/v1/event';
import type { Command } from 'commander';
import { type ConsumerMessages, connect, DeliverPolicy, type NatsConnection } from 'nats';
import { payloadOf } from '../event-payload.ts';
import { CliError, exitCode } from '../exit.ts';
import { toJson } from '../output.ts';
import { outputOf } from '../program.ts';
import { findRunFile } from '../run-file.ts';

interface TailOptions {
  nats?: string;
  since?: string;
  domain?: string;
}

export function addEventsCommand(program: Command): void {
  const events = program.command('events').description('look at the facts that services publish');
  events
    .command('tail')
    .description('print events as they are published, until Ctrl-C')
    .option('--nats <url>', 'NATS to read from; what runs in this checkout if left out')
    .option('--since <minutes>', 'begin so many minutes ago instead of now')
    .option('--domain <name>', 'only one domain, such as order')
    .action(async (options: TailOptions, command: Command) => {
      const servers = options.nats ?? findRunFile()?.natsUrl;
      if (!servers)
        throw new CliError('No Sippy is running here. Name its NATS with --nats.', exitCode.usage);
      const connection = await connect({ servers, name: 'sippy events tail' });
      process.once('SIGINT', () => void connection.close());
      await tail(connection, options, async (event) => {
        const payload = await payloadOf(event);
        if (outputOf(command).json) process.stdout.write(`${oneLine({ ...event, payload })}\n`);
        else
          process.stdout.write(
            `${event.eventTime?.toISOString() ?? ''}  ${event.type.padEnd(28)} ${event.aggregateId}  ${oneLine(payload)}\n`,
          );
      });
    });
}

async function tail(
  connection: NatsConnection,
  options: TailOptions,
  print: (event: Event) => Promise<void>,
) {
  const streams = await connection.jetstreamManager().then((manager) => manager.streams.list().next());
  const named = streams.filter(({ config }) =>
    config.subjects.some((s) => s.startsWith(`sippy.${options.domain ?? ''}`)),
  );
  if (named.length === 0) throw new CliError(`There is no stream of ${options.domain ?? 'events'} yet.`);
  const since =
    options.since === undefined ? undefined : new Date(Date.now() - Number(options.since) * 60_000);
  await Promise.all(
    named.map(async ({ config }) => {
      const consumer = await connection
        .jetstream()
        .consumers.get(
          config.name,
          since
            ? { deliver_policy: DeliverPolicy.StartTime, opt_start_time: since.toISOString() }
            : { deliver_policy: DeliverPolicy.New },
        );
      const messages: ConsumerMessages = await consumer.consume();
      for await (const message of messages) await print(Event.decode(message.data));
    }),
  );
}

function oneLine(value: unknown): string {
  return toJson(value).replaceAll(/\n\s*/g, ' ');
}
