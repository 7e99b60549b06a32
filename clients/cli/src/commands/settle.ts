import {
  type CafePoints,
  type CafePosition,
  type Invoice,
  type MoneyTransfer,
  type Period,
  PeriodStatus,
} from '@sippy/proto/web/settlement/v1/settlement';
import type { Sippy } from '@sippy/sdk';
import { type Command, InvalidArgumentError } from 'commander';
import { connectSignedIn, withSippy } from '../connection.ts';
import { CliError, exitCode } from '../exit.ts';
import { formatMinor } from '../money.ts';
import type { Output } from '../output.ts';
import { outputOf } from '../program.ts';
import { addDisputeCommands } from './settle-dispute.ts';
import { addPayCommand } from './settle-pay.ts';

/** A month of a large network takes longer than a till would wait. */
const patience = { timeoutMs: 60_000, attemptTimeoutMs: 60_000 };

interface SettleOptions {
  network?: string;
  month?: string;
  dryRun?: boolean;
}

/** `sippy settle`: what the cafés of a network owe each other for a month; locks it and issues its invoices. */
export function addSettleCommand(program: Command): void {
  const settling = program
    .command('settle')
    .description('lock a month of a network that you administer, and issue its invoices')
    .option('--network <id>', 'the network')
    .option('--month <YYYY-MM>', 'the month', monthOf)
    .option('--dry-run', 'only show what it comes to, on any day')
    .action(async (options: SettleOptions, command: Command) => {
      const { network, month } = options;
      if (network === undefined || month === undefined)
        throw new CliError('Name the network and the month: --network ID --month 2026-04.', exitCode.usage);
      await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
        const out = outputOf(command);
        const asked = {
          networkId: network,
          month,
          organisationId: await administratorOf(sippy, network),
        };
        const { period } = options.dryRun
          ? await sippy.settlement.getPeriod(asked, patience)
          : await settle(sippy, asked);
        if (!period) throw new CliError('Nothing was answered.');
        const { cafes } = await sippy.settlement.getPointsReport(asked, patience);
        const { network: joined } = await sippy.network.getNetwork(asked);
        const names = new Map(joined?.cafes.map(({ cafeId, name }) => [cafeId, name]));
        print(out, period, cafes, names);
        if (options.dryRun || out.json) return;
        const { invoices } = await sippy.settlement.listInvoices({ ...asked, page: { pageSize: 200 } });
        out.rows(invoices.map(invoiceRow), { empty: 'Nobody owes anybody, so there are no invoices.' });
      });
    });
  addDisputeCommands(settling);
  addPayCommand(settling);
}

/** The caller's organisation that administers a network. */
async function administratorOf(sippy: Sippy, networkId: string): Promise<string> {
  const { organisations } = await sippy.cafe.listMyOrganisations({});
  for (const { organisationId } of organisations) {
    const { networks } = await sippy.network.listNetworks({ organisationId, page: { pageSize: 200 } });
    const found = networks.find((network) => network.networkId === networkId);
    if (found?.administratorOrganisationId === organisationId) return organisationId;
  }
  throw new CliError(`None of your organisations administers the network ${networkId}.`);
}

/** Locks and invoices what is not yet: a settling that was interrupted goes on where it was. */
async function settle(
  sippy: Sippy,
  asked: { networkId: string; month: string; organisationId: string },
): Promise<{ period: Period | undefined }> {
  const { period } = await sippy.settlement.getPeriod(asked, patience);
  if (period?.status === PeriodStatus.DRAFT) await sippy.settlement.lockPeriod(asked, patience);
  else if (period?.status !== PeriodStatus.LOCKED) return { period };
  return sippy.settlement.invoicePeriod(asked, patience);
}

function print(
  out: Output,
  period: Period,
  points: readonly CafePoints[],
  names: ReadonlyMap<string, string>,
): void {
  const { currencyCode } = period;
  const status = period.status.replace('PERIOD_STATUS_', '').toLowerCase();
  const sum = period.cafes.reduce((total, cafe) => total + (cafe.net?.minor ?? 0n), 0n);
  const positions = new Map(period.cafes.map((cafe) => [cafe.cafeId, cafe]));
  const rows = points.map((cafe) => ({
    café: names.get(cafe.cafeId) ?? '',
    ...cafeRow(cafe, positions.get(cafe.cafeId), currencyCode),
  }));
  out.rows(rows, { empty: 'No points were issued or spent.' });
  out.say(`${period.month} is ${status}. Sum of nets: ${formatMinor(sum, currencyCode)} ${currencyCode}`);
  if (!out.json) out.rows(period.transfers.map(transferRow), { empty: 'Nothing is to be transferred.' });
}

/** What became of a café's points, and what it owes and is owed for those spent elsewhere. */
function cafeRow(points: CafePoints, position: CafePosition | undefined, currencyCode: string) {
  const money = (amount: CafePoints['liability']) => formatMinor(amount?.minor ?? 0n, currencyCode);
  return {
    ...{ cafe_id: points.cafeId, organisation_id: points.organisationId, issued: points.issued },
    ...{ redeemed_home: points.redeemedHome, redeemed_away: points.redeemedAway },
    ...{ of_others: points.redeemedOfOthers, expired: points.expired, reversed: points.reversed },
    ...{ outstanding: points.outstanding, liability: money(points.liability) },
    ...{ owes: money(position?.owes), is_owed: money(position?.isOwed), net: money(position?.net) },
    ...{ paid_for_spent: money(points.redeemedValue), came_back: points.returningMembers },
    cost_each: points.costPerReturningMember ? money(points.costPerReturningMember) : '',
  };
}

function transferRow(transfer: MoneyTransfer) {
  const { amount, reference, dueDay } = transfer;
  return {
    from: transfer.debtorName || transfer.debtorOrganisationId,
    to: transfer.creditorName || transfer.creditorOrganisationId,
    amount: formatMinor(amount?.minor ?? 0n, amount?.currencyCode ?? 'USD'),
    ...{ reference, pay_until: dueDay },
  };
}

function invoiceRow({ number, recipientName, recipientOrganisationId, total, invoiceId }: Invoice) {
  return {
    invoice: number,
    recipient: recipientName || recipientOrganisationId,
    total: formatMinor(total?.minor ?? 0n, total?.currencyCode ?? 'USD'),
    invoice_id: invoiceId,
  };
}

function monthOf(text: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) throw new InvalidArgumentError('It must be YYYY-MM.');
  return text;
}
