import { type Dispute, DisputeStatus } from '@sippy/proto/web/settlement/v1/dispute';
import { type Command, Option } from 'commander';
import { CliError } from '../exit.ts';
import { formatMinor, readMoney } from '../money.ts';
import { type OnBehalf, onBehalf } from '../on-behalf.ts';
import { outputOf } from '../program.ts';

const statuses = {
  open: DisputeStatus.OPEN,
  resolved: DisputeStatus.RESOLVED,
  withdrawn: DisputeStatus.WITHDRAWN,
} as const;

/** `sippy settle dispute`: what owners hold to be wrong on their invoices, and what comes of it. */
export function addDisputeCommands(settle: Command): void {
  const dispute = settle.command('dispute').description('lines of invoices that an owner holds to be wrong');
  const one = (name: string, description: string) =>
    dispute
      .command(name)
      .description(description)
      .addOption(new Option('--organisation <id>', 'on whose behalf; needed if you have several'));
  one('list', 'disputes that you take part in, latest first')
    .addOption(new Option('--status <status>', 'only these').choices(Object.keys(statuses)))
    .action((options: OnBehalf & { status?: keyof typeof statuses }, command: Command) =>
      onBehalf(command, options, async (sippy, organisationId) => {
        const status = options.status && statuses[options.status];
        const asked = { organisationId, ...(status && { status }), page: { pageSize: 200 } };
        const { disputes } = await sippy.dispute.listDisputes(asked);
        outputOf(command).rows(disputes.map(disputeRow), { empty: 'Nothing is disputed.' });
      }),
    );
  one('show', 'a dispute with what was said')
    .argument('<dispute-id>')
    .action((disputeId: string, options: OnBehalf, command: Command) =>
      onBehalf(command, options, async (sippy, organisationId) =>
        show(command, (await sippy.dispute.getDispute({ organisationId, disputeId })).dispute),
      ),
    );
  one('open', 'dispute a line of an invoice of yours')
    .argument('<invoice-id>')
    .argument('<line>', 'number of the line, from 1')
    .argument('<amount>', 'by how much it is wrong to your harm, such as 12.50')
    .argument('<text>', 'what is wrong')
    .action(
      (invoiceId: string, line: string, amount: string, text: string, options: OnBehalf, command: Command) =>
        onBehalf(command, options, async (sippy, organisationId) => {
          const { invoice } = await sippy.settlement.getInvoice({ organisationId, invoiceId });
          const invoiceLineId = invoice?.lines[Number(line) - 1]?.lineId;
          if (invoiceLineId === undefined) throw new CliError(`The invoice has no line ${line}.`);
          const about = { organisationId, invoiceId, invoiceLineId, text };
          const currencyCode = invoice?.total?.currencyCode ?? '';
          show(
            command,
            (await sippy.dispute.openDispute({ ...about, amount: readMoney(amount, currencyCode) })).dispute,
          );
        }),
    );
  one('answer', 'say something in an open dispute')
    .argument('<dispute-id>')
    .argument('<text>')
    .action((disputeId: string, text: string, options: OnBehalf, command: Command) =>
      onBehalf(command, options, async (sippy, organisationId) =>
        show(command, (await sippy.dispute.addDisputeMessage({ organisationId, disputeId, text })).dispute),
      ),
    );
  one('resolve', 'decide a dispute that somebody else has opened')
    .argument('<dispute-id>')
    .argument('<amount>', 'what is granted of it, such as 12.50; 0 to refuse')
    .argument('<text>', 'why')
    .action((disputeId: string, amount: string, text: string, options: OnBehalf, command: Command) =>
      onBehalf(command, options, async (sippy, organisationId) => {
        const { dispute: found } = await sippy.dispute.getDispute({ organisationId, disputeId });
        const granted = readMoney(amount, found?.amount?.currencyCode ?? '');
        const asked = { organisationId, disputeId, granted, text };
        show(command, (await sippy.dispute.resolveDispute(asked)).dispute);
      }),
    );
  one('withdraw', 'take back a dispute that you have opened')
    .argument('<dispute-id>')
    .action((disputeId: string, options: OnBehalf, command: Command) =>
      onBehalf(command, options, async (sippy, organisationId) =>
        show(command, (await sippy.dispute.withdrawDispute({ organisationId, disputeId })).dispute),
      ),
    );
}

function show(command: Command, dispute: Dispute | undefined): void {
  if (!dispute) throw new CliError('Nothing was answered.');
  const out = outputOf(command);
  out.record(disputeRow(dispute));
  if (!out.json)
    out.rows(
      dispute.messages.map(({ number, organisationId, text, messageTime }) => ({
        ...{ number, time: messageTime, organisation_id: organisationId, text },
      })),
    );
}

function disputeRow(dispute: Dispute) {
  const { amount, granted } = dispute;
  const money = (one: typeof amount) => one && formatMinor(one.minor, one.currencyCode);
  return {
    dispute_id: dispute.disputeId,
    month: dispute.month,
    ...{ invoice: dispute.invoiceNumber, line: dispute.lineNumber },
    ...{ amount: money(amount), status: dispute.status.replace('DISPUTE_STATUS_', '').toLowerCase() },
    ...{ granted: money(granted) ?? '', settled_in: dispute.adjustmentMonth },
    ...{ opened_by: dispute.openerOrganisationId, against: dispute.counterpartOrganisationId },
  };
}
