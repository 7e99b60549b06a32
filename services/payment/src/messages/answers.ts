/** Payments, refunds and receipts as the messages that callers see. */
import {
  CaptureMode,
  type NextAction,
  type PaymentFailure,
  type Payment as PaymentMessage,
  PaymentStatus,
  type Receipt,
  type RefundedLine,
  type Refund as RefundMessage,
  RefundStatus,
  Tender,
  type Transaction,
} from '@sippy/proto/payment/v1/payment';
import type { Money } from '@sippy/proto/type/v1/money';
import {
  type Account,
  cafeOf,
  type Tender as PaidWith,
  type Payment,
  type Refund,
  refundable,
  totalOf,
} from '../domain/account.ts';
import { isFinal, type PaymentState, type RefundState } from '../domain/payment-state.ts';
import { type ReceiptParts, receiptHtml, receiptText } from '../domain/receipt.ts';
import { givenLines } from '../domain/refund-lines.ts';
import type { TransactionRow } from '../store/transactions.ts';

const money = (currencyCode: string, minor: bigint): Money => ({ currencyCode, minor });

/** A payment with its own among the given refunds. */
export function paymentMessage(payment: Payment, refunds: readonly Refund[]): PaymentMessage {
  const asMoney = (minor: bigint) => money(payment.currency_code, minor);
  return {
    paymentId: payment.payment_id,
    orderId: payment.order_id,
    cafeId: cafeOf(payment),
    customerId: payment.customer_id ?? '',
    version: payment.version,
    status: PaymentStatus[payment.status],
    tender: Tender[payment.tender],
    amount: asMoney(payment.amount),
    tip: asMoney(payment.tip),
    total: asMoney(totalOf(payment)),
    refunded: asMoney(payment.refunded),
    refundable: asMoney(refundable(payment)),
    orderVersion: payment.order_version,
    receiptNumber: payment.receipt_number ?? '',
    businessDay: payment.business_day,
    orderNumber: payment.order_number,
    paymentTime: payment.payment_time,
    createTime: payment.create_time,
    updateTime: payment.update_time,
    failure: failureOf(payment),
    refunds: refunds.filter((r) => r.payment_id === payment.payment_id).map(refundMessage),
    detail: detailOf(payment),
  };
}

/** Why the last try failed; undefined if none did. */
export function failureOf(payment: Payment): PaymentFailure | undefined {
  if (!payment.failure_code) return undefined;
  const { failure_code: code, failure_decline_code, failure_message } = payment;
  return { code, declineCode: failure_decline_code ?? '', message: failure_message ?? '' };
}

/** What the customer must do; undefined where nothing is to be done. */
export function nextActionOf(payment: Payment): NextAction | undefined {
  if (payment.status !== 'REQUIRES_ACTION') return undefined;
  return { type: payment.next_action_type ?? '', redirectUrl: payment.next_action_url ?? '' };
}

function detailOf(payment: Payment): NonNullable<PaymentMessage['detail']> {
  switch (payment.tender) {
    case 'CASH':
      return cashDetail(payment);
    case 'CARD':
      return cardDetail(payment);
    case 'POINTS': {
      const { customer_id, points, capture_mode } = payment;
      const capture = CaptureMode[capture_mode ?? 'AUTOMATIC'];
      return { $case: 'points', value: { customerId: customer_id ?? '', points: points ?? 0n, capture } };
    }
  }
}

function cashDetail(payment: Payment): NonNullable<PaymentMessage['detail']> {
  const asMoney = (minor: bigint | null) => money(payment.currency_code, minor ?? 0n);
  const { tendered, change, rounding } = payment;
  return {
    $case: 'cash',
    value: { tendered: asMoney(tendered), change: asMoney(change), rounding: asMoney(rounding) },
  };
}

function cardDetail(payment: Payment): NonNullable<PaymentMessage['detail']> {
  const waits = payment.status === 'PENDING' || payment.status === 'REQUIRES_ACTION';
  return {
    $case: 'card',
    value: {
      capture: CaptureMode[payment.capture_mode ?? 'AUTOMATIC'],
      stripePaymentIntentId: payment.stripe_id ?? '',
      clientSecret: waits && !isFinal(payment.status) ? (payment.client_secret ?? '') : '',
      nextAction: nextActionOf(payment),
      brand: payment.brand ?? '',
      last4: payment.last4 ?? '',
    },
  };
}

/** A refund. */
export function refundMessage(refund: Refund): RefundMessage {
  return {
    refundId: refund.refund_id,
    paymentId: refund.payment_id,
    status: RefundStatus[refund.status],
    amount: money(refund.currency_code, refund.amount),
    reason: refund.reason,
    automatic: refund.is_automatic,
    createTime: refund.create_time,
    refundTime: refund.refund_time,
    settleTime: refund.settle_time ?? undefined,
    failureCode: refund.failure_code ?? '',
    lines: refundedLines(refund),
  };
}

/** The lines that a refund gives back. */
export function refundedLines({ lines, currency_code }: Refund): RefundedLine[] {
  return lines.map((line) => ({
    lineId: line.line_id,
    quantity: line.quantity,
    amount: money(currency_code, BigInt(line.amount)),
    name: line.name,
  }));
}

/** The lines that all refunds of an account give back together. */
export function allRefundedLines(account: Account): RefundedLine[] {
  return [...givenLines(account).values()].map(({ amount, ...line }) => ({
    ...line,
    amount: money(account.currency_code, amount),
  }));
}

/** A movement of money, from its row: refunds are negative. */
export function transactionMessage({ id, time, payment, refund }: TransactionRow): Transaction {
  const asMoney = (minor: bigint) => money(payment.currency_code, minor);
  return {
    transactionId: id,
    paymentId: payment.payment_id,
    orderId: payment.order_id,
    orderNumber: payment.order_number,
    isRefund: refund !== undefined,
    tender: Tender[payment.tender as PaidWith],
    paymentStatus: PaymentStatus[payment.status as PaymentState],
    refundStatus: refund ? RefundStatus[refund.status as RefundState] : RefundStatus.UNSPECIFIED,
    amount: asMoney(refund ? -refund.amount : payment.amount),
    tip: asMoney(refund ? 0n : payment.tip),
    total: asMoney(refund ? -refund.amount : payment.amount + payment.tip + payment.rounding),
    receiptNumber: payment.receipt_number ?? '',
    businessDay: payment.business_day,
    transactionTime: time,
    actorId: refund ? refund.actor_id : payment.actor_id,
  };
}

/** A receipt with its text and its page. */
export function receiptMessage(parts: ReceiptParts): Receipt {
  const { payment, copy } = parts;
  return {
    receiptNumber: payment.receipt_number ?? '',
    paymentId: payment.payment_id,
    copy,
    text: receiptText(parts),
    html: receiptHtml(parts),
    businessDay: payment.business_day,
    claimCode: parts.claimCode,
  };
}
