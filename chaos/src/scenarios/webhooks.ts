import { OrderChannel } from '@sippy/proto/web/order/v1/order';
import { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import type { Scenario, Stage } from '../scenario.ts';
import { settled } from '../settled.ts';
import { type StripeEvent, sendWebhook, sentEvents } from '../stripe.ts';
import { judgeBooks, judgeInboxes } from '../verdict.ts';

/** Sends what Stripe has sent once more, forged, stale, repeated and out of order. */
async function run(stage: Stage): Promise<void> {
  const { system, random } = stage;
  await payByCard(stage, stage.size(200, 20));
  await settled(stage, 30);
  const events = await sentEvents(system);
  const before = await moneyOf(stage);
  const secret = system.setup.keys.stripeWebhookSecret;
  const forgery = stage.without === 'the secrecy of the signing secret' ? secret : 'whsec_forged';
  const repeats = stage.size(20, 5);
  const letters = events.flatMap((event) => [
    ...Array.from({ length: repeats }, () => ({ event, good: true, sign: { secret } })),
    { event: changed(event, 'succeeded'), good: false, sign: { secret: forgery } },
    { event: changed(event, 'canceled'), good: false, sign: { secret: forgery } },
    { event, good: false, sign: { secret: forgery, ageSeconds: 301 } },
  ]);
  const shuffled = random.shuffled(letters);
  const answers: { good: boolean; status: number; ms: number }[] = [];
  for (let at = 0; at < shuffled.length; at += 8)
    answers.push(
      ...(await Promise.all(
        shuffled.slice(at, at + 8).map(async (letter) => ({
          good: letter.good,
          ...(await sendWebhook(system, letter.event, letter.sign)),
        })),
      )),
    );
  await settled(stage, 30);
  const times = answers.map((answer) => answer.ms).sort((a, b) => a - b);
  const taken = (status: number) => status >= 200 && status < 300;
  stage.must('webhooks sent', answers.length, '≥', 100);
  stage.must(
    'forged or stale ones taken',
    answers.filter((one) => !one.good && taken(one.status)).length,
    '=',
    0,
  );
  stage.must('true ones refused', answers.filter((one) => one.good && !taken(one.status)).length, '=', 0);
  stage.must('changes of money by them', (await moneyOf(stage)) === before ? 0 : 1, '=', 0);
  stage.must(
    'answered, 99th percentile',
    times[Math.floor(times.length * 0.99)] ?? 0,
    '≤',
    stage.limit(200),
    'ms',
  );
  await judgeInboxes(stage);
  await judgeBooks(stage);
}

/** Some payments are done, some wait for the guest: a lie about these would give something away. */
async function payByCard({ cafes, random }: Stage, count: number): Promise<void> {
  for (let paid = 0; paid < count; paid++) {
    const { till, cafeId, lines } = random.pick(cafes);
    const kind = { kind: OrderKind.TAKEAWAY, channel: OrderChannel.COUNTER };
    const { order } = await till.order.placeOrder({ cafeId, lines, ...kind });
    const paymentMethodId = paid % 2 === 0 ? 'pm_card_visa' : 'pm_card_authenticationRequired';
    await till.payment.createPaymentIntent({
      orderId: order?.orderId ?? '',
      paymentMethodId,
      confirm: true,
      returnUrl: 'https://example.com/back',
    });
  }
}

function changed(event: StripeEvent, status: string): StripeEvent {
  const { object } = event.data;
  const type = object.object === 'payment_intent' ? `payment_intent.${status}` : event.type;
  const received = status === 'succeeded' ? object.amount : 0;
  return { ...event, type, data: { object: { ...object, status, amount_received: received } } };
}

/** All that a webhook could change, as one text. */
async function moneyOf({ databases }: Stage): Promise<string> {
  const [payments] = await databases.rows<{ text: string }>(
    'payment',
    `select string_agg(payment_id || status || captured || refunded, ',' order by payment_id) as text from payment`,
  );
  const [orders] = await databases.rows<{ text: string }>(
    'order',
    `select string_agg(order_id || status::text || paid || refunded, ',' order by order_id) as text from "order"`,
  );
  return `${payments?.text} ${orders?.text}`;
}

export const webhooks: Scenario = {
  number: 14,
  name: 'webhooks',
  about: 'webhooks forged, stale, repeated and out of order',
  needs: { proxied: true },
  quick: false,
  run,
  proofs: [{ without: 'the secrecy of the signing secret' }],
};
