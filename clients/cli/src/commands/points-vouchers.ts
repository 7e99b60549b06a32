import { type MemberTier, TierMeasure } from '@sippy/proto/web/loyalty/v1/tier';
import type { Campaign, Voucher } from '@sippy/proto/web/loyalty/v1/voucher';
import { type Command, InvalidArgumentError } from 'commander';
import { connectSignedIn, withSippy } from '../connection.ts';
import { outputOf } from '../program.ts';

/** `sippy points vouchers`, `tiers`, `campaigns` and `codes`. */
export function addVoucherCommands(points: Command): void {
  points
    .command('vouchers')
    .description("a member's vouchers at a café, or your own where neither is named")
    .argument('[cafe-id]')
    .argument('[customer-id]')
    .option('--all', 'those that were used or have expired, too')
    .action(
      async (cafeId: string | undefined, customerId: string | undefined, _: object, command: Command) => {
        const { all = false } = command.opts<{ all?: boolean }>();
        await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
          const whose = { cafeId: cafeId ?? '', customerId: customerId ?? '' };
          const { vouchers } = await sippy.voucher.listVouchers({
            ...{ ...whose, includeEnded: all, page: { pageSize: 200 } },
          });
          outputOf(command).rows(vouchers.map(voucherRow), { empty: 'There are no vouchers.' });
        });
      },
    );
  points
    .command('tiers')
    .description("a member's tier at a café and how far the next one is, or your own where neither is named")
    .argument('[cafe-id]')
    .argument('[customer-id]')
    .action(
      async (cafeId: string | undefined, customerId: string | undefined, _: object, command: Command) => {
        await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
          const whose = { cafeId: cafeId ?? '', customerId: customerId ?? '' };
          const { tiers } = await sippy.loyalty.getTiers(whose);
          outputOf(command).rows(tiers.map(tierRow), { empty: 'There are no tiers.' });
        });
      },
    );
  points
    .command('campaigns')
    .description("an organisation's campaigns, newest first")
    .argument('<organisation-id>')
    .option('--all', 'those that have ended, too')
    .action(async (organisationId: string, { all = false }: { all?: boolean }, command: Command) => {
      await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
        const page = { pageSize: 200 };
        const { campaigns } = await sippy.voucher.listCampaigns({ organisationId, includeEnded: all, page });
        outputOf(command).rows(campaigns.map(campaignRow), { empty: 'There are no campaigns.' });
      });
    });
  points
    .command('codes')
    .description('new codes by which members get a voucher of a campaign; they are shown this once')
    .argument('<organisation-id>')
    .argument('<campaign-id>')
    .argument('[count]', 'how many', count, 1)
    .option('--claims <number>', 'how many members can use each; any number if left out', count)
    .action(
      async (
        organisationId: string,
        campaignId: string,
        many: number,
        { claims = 0 }: { claims?: number },
        command: Command,
      ) => {
        await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
          const asked = { organisationId, campaignId, count: many, maxClaims: claims };
          const { codes } = await sippy.voucher.createVoucherCodes(asked);
          outputOf(command).rows(
            codes.map((code) => ({ code })),
            { empty: 'No code was made.' },
          );
        });
      },
    );
}

function voucherRow({ voucherId, status, terms, firstDay, lastDay, orderId }: Voucher) {
  return {
    name: terms?.name ?? '',
    status: status.replace('VOUCHER_STATUS_', '').toLowerCase(),
    from: firstDay,
    until: lastDay,
    order_id: orderId,
    voucher_id: voucherId,
  };
}

function tierRow({
  networkId,
  tier,
  multiplierBps,
  lastDay,
  measure,
  collected,
  nextTier,
  missing,
}: MemberTier) {
  return {
    network_id: networkId,
    tier,
    times: multiplierBps / 10_000,
    until: lastDay,
    collected,
    of: measure === TierMeasure.SPEND ? 'minor units spent' : 'points earned',
    next: nextTier,
    missing,
  };
}

function campaignRow({ campaignId, terms, issued, endTime }: Campaign) {
  return {
    name: terms?.name ?? '',
    issued,
    in_all: terms?.inAll || 'any',
    until: terms?.toDay ?? '',
    ended: endTime,
    campaign_id: campaignId,
  };
}

function count(text: string): number {
  if (!/^[1-9][0-9]{0,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return Number(text);
}
