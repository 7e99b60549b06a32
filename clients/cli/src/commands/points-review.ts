import { type GuardReason, type HeldEarning, ReviewStatus } from '@sippy/proto/web/loyalty/v1/guard';
import { AdjustReason, type PointsAdjustment } from '@sippy/proto/web/loyalty/v1/loyalty';
import { type Command, Option } from 'commander';
import { connectSignedIn, withSippy } from '../connection.ts';
import { outputOf } from '../program.ts';

const statuses = {
  held: ReviewStatus.HELD,
  released: ReviewStatus.RELEASED,
  refused: ReviewStatus.REFUSED,
  all: ReviewStatus.UNSPECIFIED,
} as const;

/** `sippy points held|review|adjustments`: what a manager looks at every day. */
export function addReviewCommands(points: Command): void {
  points
    .command('held')
    .description('orders of a café that have not earned at once, the latest day first')
    .argument('<cafe-id>')
    .option('--day <YYYY-MM-DD>', 'only those of this business day', '')
    .addOption(new Option('--status <status>', 'which').choices(Object.keys(statuses)).default('held'))
    .action(
      async (
        cafeId: string,
        { day, status }: { day: string; status: keyof typeof statuses },
        command: Command,
      ) => {
        await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
          const asked = { cafeId, businessDay: day, status: statuses[status], page: { pageSize: 200 } };
          const { earnings } = await sippy.loyalty.listHeldEarnings(asked);
          outputOf(command).rows(earnings.map(heldRow), { empty: 'There are none.' });
        });
      },
    );
  points
    .command('review')
    .description('let an order that is held earn, or refuse it')
    .argument('<cafe-id>')
    .argument('<order-id>')
    .addOption(new Option('--decide <decision>', 'what').choices(['release', 'refuse']).makeOptionMandatory())
    .option('--note <text>', 'why; needed where it is refused', '')
    .action(
      async (
        cafeId: string,
        orderId: string,
        { decide, note }: { decide: 'release' | 'refuse'; note: string },
        command: Command,
      ) => {
        await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
          const decision = decide === 'release' ? ReviewStatus.RELEASED : ReviewStatus.REFUSED;
          const answer = await sippy.loyalty.reviewEarning({ cafeId, orderId, decision, note });
          outputOf(command).record({
            order_id: orderId,
            status: nameOf(answer.earning?.status ?? ReviewStatus.UNSPECIFIED),
            points: answer.points,
          });
        });
      },
    );
  points
    .command('adjustments')
    .description('what managers gave and took by hand at a café: who, when and why; the newest first')
    .argument('<cafe-id>')
    .option('--day <YYYY-MM-DD>', 'only those of this business day', '')
    .action(async (cafeId: string, { day }: { day: string }, command: Command) => {
      await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
        const asked = { cafeId, businessDay: day, page: { pageSize: 200 } };
        const { adjustments } = await sippy.loyalty.listAdjustments(asked);
        outputOf(command).rows(adjustments.map(adjustmentRow), { empty: 'Nothing was adjusted.' });
      });
    });
}

const nameOf = (status: ReviewStatus) => status.replace('REVIEW_STATUS_', '').toLowerCase();
const wordsOf = (name: string) => name.toLowerCase().replaceAll('_', ' ');

function heldRow(earning: HeldEarning) {
  return {
    day: earning.businessDay,
    order_id: earning.orderId,
    customer_id: earning.customerId,
    points: earning.points,
    why: earning.reasons
      .map((reason: GuardReason) => wordsOf(reason.replace('GUARD_REASON_', '')))
      .join(', '),
    staff_id: earning.staffId,
    status: nameOf(earning.status),
    note: earning.note,
  };
}

function adjustmentRow(adjustment: PointsAdjustment) {
  return {
    time: adjustment.postTime,
    day: adjustment.businessDay,
    customer_id: adjustment.customerId,
    points: adjustment.points,
    why: wordsOf((adjustment.reason ?? AdjustReason.UNSPECIFIED).replace('ADJUST_REASON_', '')),
    note: adjustment.note,
    who: adjustment.actorId,
  };
}
