import { type Order, OrderChannel } from '@sippy/proto/web/order/v1/order';
import type { Payment } from '@sippy/proto/web/payment/v1/payment';
import { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import type { Sippy } from '@sippy/sdk';
import { type Command, InvalidArgumentError } from 'commander';
import { connectSignedIn, withSippy } from '../connection.ts';
import { CliError, exitCode } from '../exit.ts';
import { formatMinor } from '../money.ts';
import { outputOf } from '../program.ts';

export function addOrderCommands(program: Command): void {
  program
    .command('order')
    .description('place an order')
    .argument('<cafe-id>')
    .argument('<variant...>', 'variant ids from "sippy menu", each with :quantity if more than one')
    .option('--takeaway', 'to take away', false)
    .action(async (cafeId: string, variants: string[], options: { takeaway: boolean }, command: Command) => {
      await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
        const { order } = await sippy.order.placeOrder({
          cafeId,
          kind: options.takeaway ? OrderKind.TAKEAWAY : OrderKind.DINE_IN,
          channel: OrderChannel.COUNTER,
          lines: await linesOf(sippy, cafeId, variants),
        });
        if (order) outputOf(command).record(orderRecord(order));
      });
    });
  program
    .command('pay')
    .description('pay what is due of an order: in cash, or with a test card; a part with points first')
    .argument('<order-id>')
    .option('--card <payment-method>', 'a payment method of Stripe, such as pm_card_visa')
    .option('--points <number>', "so many points of the order's customer, or of --member", points)
    .option('--member <customer-id>', 'whose points, where the order has no customer')
    .action(async (orderId: string, options: PayOptions, command: Command) => {
      if (options.member && !options.points)
        throw new CliError('--member says whose --points these are: name both.', exitCode.usage);
      await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
        const { payment } = await pay(sippy, orderId, options);
        if (payment) outputOf(command).record(paymentRecord(payment));
      });
    });
}

interface PayOptions {
  card?: string;
  points?: bigint;
  member?: string;
}

/** Pays with points, if any are named, and what is left with a card or in cash; answers the last payment. */
async function pay(sippy: Sippy, orderId: string, { card, points: value, member = '' }: PayOptions) {
  if (value) {
    const wish = { $case: 'points' as const, value };
    const paid = await sippy.payment.payPoints({ orderId, customerId: member, wish });
    if (paid.standing?.fullyPaid) return paid;
  }
  return card
    ? sippy.payment.createPaymentIntent({ orderId, paymentMethodId: card, confirm: true })
    : sippy.payment.payCash({ orderId });
}

function points(text: string): bigint {
  if (!/^[1-9][0-9]{0,7}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.');
  return BigInt(text);
}

async function linesOf(sippy: Sippy, cafeId: string, variants: readonly string[]) {
  const { menu } = await sippy.catalog.getMenu({ cafeId });
  const products = new Map(
    menu?.products.flatMap((product) =>
      product.variants.map(({ variantId }) => [variantId, product.productId] as const),
    ),
  );
  return variants.map((argument) => {
    const [variantId = '', quantity = '1'] = argument.split(':');
    const productId = products.get(variantId);
    if (!productId) throw new CliError(`There is no variant ${variantId} on the menu.`, exitCode.usage);
    return { productId, variantId, quantity: Number(quantity) };
  });
}

/** An order as a list of fields. */
export function orderRecord(order: Order) {
  const total = order.totals?.total;
  return {
    number: order.number,
    status: order.status.replace('ORDER_STATUS_', ''),
    payment: order.paymentStatus.replace('PAYMENT_STATUS_', ''),
    total: formatMinor(total?.minor ?? 0n, total?.currencyCode ?? 'USD'),
    currency: total?.currencyCode,
    lines: order.lines.map((line) => `${line.quantity} × ${line.productName}`).join(', '),
    order_id: order.orderId,
  };
}

function paymentRecord(payment: Payment) {
  return {
    status: payment.status.replace('PAYMENT_STATUS_', ''),
    total: formatMinor(payment.total?.minor ?? 0n, payment.total?.currencyCode ?? 'USD'),
    currency: payment.total?.currencyCode,
    receipt: payment.receiptNumber,
    payment_id: payment.paymentId,
  };
}
