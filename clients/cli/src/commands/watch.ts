import { watchOrders } from '@sippy/sdk';
import type { Command } from 'commander';
import { connectSignedIn, withSippy } from '../connection.ts';
import { toJson } from '../output.ts';
import { outputOf } from '../program.ts';
import { orderRecord } from './order.ts';

export function addWatchCommand(program: Command): void {
  program
    .command('watch')
    .description('follow the orders of a café live, until Ctrl-C')
    .argument('<cafe-id>')
    .action(async (cafeId: string, _: object, command: Command) => {
      const output = outputOf(command);
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
        const subscriptions = [{ subject: { $case: 'cafeId' as const, value: cafeId } }];
        const onLive = (live: boolean) =>
          process.stderr.write(live ? 'live\n' : 'connection lost, trying again …\n');
        for await (const { event } of watchOrders(sippy, subscriptions, { signal: stop.signal, onLive })) {
          if (event?.$case !== 'order') continue;
          const record = orderRecord(event.value);
          if (output.json) process.stdout.write(`${toJson(record).replaceAll(/\n\s*/g, ' ')}\n`);
          else
            output.say(
              `${record.number.padEnd(8)} ${record.status.padEnd(10)} ${record.payment.padEnd(15)} ${record.total.padStart(10)}  ${record.lines}`,
            );
        }
      });
    });
}
