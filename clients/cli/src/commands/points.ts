import { AdjustReason, type PointsBalance, type PointsEntry } from '@sippy/proto/web/loyalty/v1/loyalty';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { connectSignedIn, withSippy } from '../connection.ts';
import { formatMinor } from '../money.ts';
import { outputOf } from '../program.ts';
import { addReviewCommands } from './points-review.ts';
import { addVoucherCommands } from './points-vouchers.ts';

const reasons = {
  goodwill: AdjustReason.GOODWILL,
  correction: AdjustReason.CORRECTION,
  promotion: AdjustReason.PROMOTION,
  'opening-balance': AdjustReason.OPENING_BALANCE,
  other: AdjustReason.OTHER,
} as const;

/** `sippy points`: what members have, how it came about, adjustments, vouchers and tiers. */
export function addPointsCommands(program: Command): void {
  const points = program.command('points').description("members' points, vouchers and tiers");
  addVoucherCommands(points);
  addReviewCommands(points);
  points
    .command('balance')
    .description('what a member has at a café, or your own points where neither is named')
    .argument('[cafe-id]')
    .argument('[customer-id]')
    .action(
      async (cafeId: string | undefined, customerId: string | undefined, _: object, command: Command) => {
        await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
          const { balances } = await sippy.loyalty.getBalance({
            cafeId: cafeId ?? '',
            customerId: customerId ?? '',
          });
          outputOf(command).rows(balances.map(balanceRow), { empty: 'There are no points yet.' });
        });
      },
    );
  points
    .command('history')
    .description("a member's movements at a café, newest first, or your own where neither is named")
    .argument('[cafe-id]')
    .argument('[customer-id]')
    .action(
      async (cafeId: string | undefined, customerId: string | undefined, _: object, command: Command) => {
        await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
          const whose = { cafeId: cafeId ?? '', customerId: customerId ?? '' };
          const { entries } = await sippy.loyalty.listPointsHistory({ ...whose, page: { pageSize: 200 } });
          outputOf(command).rows(entries.map(entryRow), { empty: 'Nothing has moved yet.' });
        });
      },
    );
  points
    .command('adjust')
    .description('give a member points of a café, or take back what it gave: -20')
    .argument('<cafe-id>')
    .argument('<customer-id>')
    .argument('<points>', 'how many; negative to take', whole)
    .addOption(new Option('--reason <reason>', 'why').choices(Object.keys(reasons)).makeOptionMandatory())
    .option('--note <text>', 'in words; needed where the reason is "other"')
    .action(
      async (
        cafeId: string,
        customerId: string,
        amount: bigint,
        { reason, note = '' }: { reason: keyof typeof reasons; note?: string },
        command: Command,
      ) => {
        await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
          const change = { points: amount, reason: reasons[reason], note };
          const { adjustment, balance } = await sippy.loyalty.adjustPoints({ cafeId, customerId, ...change });
          outputOf(command).record({
            set_id: adjustment?.setId,
            points: adjustment?.points,
            balance: balance?.points,
          });
        });
      },
    );
}

function balanceRow({ networkId, points, held, worth, expiring }: PointsBalance) {
  const [next] = expiring;
  return {
    network_id: networkId,
    points,
    held,
    worth: worth ? `${formatMinor(worth.minor, worth.currencyCode)} ${worth.currencyCode}` : '',
    expires_next: next ? `${next.points} on ${next.lastDay}` : '',
  };
}

function entryRow(entry: PointsEntry) {
  return {
    time: entry.postTime,
    what: entry.kind.replace('ENTRY_SET_KIND_', '').toLowerCase(),
    points: entry.points,
    balance: entry.balanceAfter,
    rules: entry.ruleNames.join(', '),
    order_id: entry.orderId,
    set_id: entry.setId,
  };
}

function whole(text: string): bigint {
  if (!/^-?[0-9]{1,7}$/.test(text) || BigInt(text) === 0n)
    throw new InvalidArgumentError('It must be a whole number other than 0.');
  return BigInt(text);
}
