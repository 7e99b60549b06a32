/** A receipt as text and as HTML, from what was kept when it was paid. */
import { type Account, type Payment, paymentIn, type Refund } from './account.ts';
import { claimCode, printedCode } from './claim-code.ts';
import { decimalText, moneyText } from './money-text.ts';
import { noReceipt } from './refusals.ts';
import type { Sale } from './sale.ts';

/** What a receipt is made of. */
export interface ReceiptParts {
  sale: Sale;
  payment: Payment;
  refunds: readonly Refund[];
  /** 1 for the original, 2 and up for copies; 0 for one that has not been printed. */
  copy: number;
  /** With which a guest's order is claimed for points; empty where it is not. */
  claimCode: string;
}

/** The payment of a receipt and the refunds it may show. Refuses with NO_RECEIPT while no money was taken. */
export function receiptPartsOf(
  account: Account,
  paymentId: string,
  claimSecret: string | undefined,
): Pick<ReceiptParts, 'payment' | 'refunds' | 'claimCode'> {
  const payment = paymentIn(account, paymentId);
  if (payment.status !== 'CAPTURED') throw noReceipt(payment);
  const isGuests = account.customer_id === null && payment.customer_id === null;
  const code = isGuests && claimSecret ? printedCode(claimCode(claimSecret, account.order_id)) : '';
  return { payment, refunds: account.refunds, claimCode: code };
}

/** A row of the receipt: words left, an amount right. */
interface Row {
  left: string;
  right?: string;
  kind?: 'heading' | 'total' | 'note' | 'rule';
}

const WIDTH = 42;

/** The receipt in plain text, 42 columns wide. */
export function receiptText(parts: ReceiptParts): string {
  const lines = rowsOf(parts).flatMap((row) => {
    if (row.kind === 'rule') return ['-'.repeat(WIDTH)];
    if (row.kind === 'heading') return wrap(row.left, WIDTH).map(centre);
    if (row.right === undefined) return wrap(row.left, WIDTH);
    return spread(row.left, row.right);
  });
  return `${lines.join('\n')}\n`;
}

/** The receipt as an HTML document that needs nothing else. */
export function receiptHtml(parts: ReceiptParts): string {
  const rows = rowsOf(parts).map((row) => {
    if (row.kind === 'rule') return '<tr class="rule"><td colspan="2"></td></tr>';
    const cell = row.kind === 'total' ? 'th' : 'td';
    const scope = cell === 'th' ? ' scope="row"' : '';
    if (row.right === undefined)
      return `<tr class="${row.kind ?? 'line'}"><td colspan="2">${escapeHtml(row.left)}</td></tr>`;
    return `<tr class="${row.kind ?? 'line'}"><${cell}${scope}>${escapeHtml(row.left)}</${cell}><td class="amount">${escapeHtml(row.right)}</td></tr>`;
  });
  const title = `Receipt ${escapeHtml(parts.payment.receipt_number ?? '')}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head>
<body><main aria-label="${title}"><table>${rows.join('\n')}</table></main></body></html>
`;
}

const STYLE =
  'body{font:16px/1.45 system-ui,sans-serif;color:#000;background:#fff;margin:0}main{max-width:24rem;margin:0 auto;padding:1rem}table{width:100%;border-collapse:collapse}td,th{text-align:left;font-weight:400;vertical-align:top;padding:.1rem 0}.amount{text-align:right;white-space:nowrap;padding-left:1rem}.heading td{text-align:center;font-weight:600}.total th,.total td{font-weight:700;font-size:1.1em}.note td{color:#444;padding-left:1rem}.rule td{border-bottom:1px dashed #000;padding:.3rem 0;height:0}';

function rowsOf(parts: ReceiptParts): Row[] {
  const rule: Row = { left: '', kind: 'rule' };
  return [
    ...headRows(parts),
    rule,
    ...parts.sale.lines.flatMap((line) => lineRows(line, parts.payment.currency_code)),
    rule,
    ...sumRows(parts),
    rule,
    ...paymentRows(parts),
    ...refundRows(parts),
    ...claimRows(parts, rule),
  ];
}

function headRows({ sale, payment, copy }: ReceiptParts): Row[] {
  const heading = (left: string): Row => ({ left, kind: 'heading' });
  return [
    heading(sale.cafe.name),
    ...sale.cafe.address.map(heading),
    ...(copy > 1 ? [heading(`*** COPY ${copy - 1} ***`)] : []),
    { left: 'Receipt', right: payment.receipt_number ?? '' },
    {
      left: 'Order',
      right: sale.table ? `${payment.order_number}, table ${sale.table}` : payment.order_number,
    },
    { left: localTimeText(payment.payment_time, sale.cafe.zone) },
  ];
}

function lineRows(line: Sale['lines'][number], currency: string): Row[] {
  const note = (left: string, right?: string): Row => ({
    left: `  ${left}`,
    kind: 'note',
    ...(right && { right }),
  });
  return [
    { left: `${line.quantity} × ${line.name}`, right: decimalText(BigInt(line.amount), currency) },
    ...line.modifiers.map((name) => note(name)),
    ...line.off.map((o) => note(o.name, decimalText(-BigInt(o.amount), currency))),
  ];
}

function sumRows({ sale, payment }: ReceiptParts): Row[] {
  const currency = payment.currency_code;
  const amount = (minor: string) => decimalText(BigInt(minor), currency);
  const added = sale.taxes.filter((t) => !t.included);
  const included = sale.taxes.filter((t) => t.included);
  return [
    ...sale.discounts.map((d) => ({ left: d.name, right: decimalText(-BigInt(d.amount), currency) })),
    ...(sale.service ? [{ left: sale.service.name, right: amount(sale.service.amount) }] : []),
    ...added.map((t) => ({ left: `${t.name} on ${amount(t.net)}`, right: amount(t.tax) })),
    { left: 'Total', right: moneyText(BigInt(sale.total), currency), kind: 'total' },
    ...included.map(
      (t): Row => ({ left: `includes ${t.name} on ${amount(t.net)}`, right: amount(t.tax), kind: 'note' }),
    ),
  ];
}

function paymentRows({ sale, payment }: ReceiptParts): Row[] {
  const amount = (minor: bigint) => decimalText(minor, payment.currency_code);
  const row = (left: string, minor: bigint): Row[] => (minor === 0n ? [] : [{ left, right: amount(minor) }]);
  const isPart = payment.amount !== BigInt(sale.total);
  return [
    ...(isPart ? row('Of which paid here', payment.amount) : []),
    ...row('Tip', payment.tip),
    ...row('Rounding', payment.rounding),
    {
      left: isPart || payment.tip || payment.rounding ? 'Paid in all' : 'Paid',
      right: amount(payment.captured),
      kind: 'total',
    },
    ...tenderRows(payment, amount),
  ];
}

function tenderRows(payment: Payment, amount: (minor: bigint) => string): Row[] {
  switch (payment.tender) {
    case 'CASH':
      return cashRows(payment, amount);
    case 'CARD':
      return [{ left: `Card ${cardText(payment)}`.trim() }];
    case 'POINTS':
      return [{ left: 'Points', right: String(payment.points ?? 0n) }];
  }
}

function cashRows(payment: Payment, amount: (minor: bigint) => string): Row[] {
  return [
    { left: 'Cash', right: amount(payment.tendered ?? payment.captured) },
    { left: 'Change', right: amount(payment.change ?? 0n) },
  ];
}

const cardText = ({ brand, last4 }: Payment) => (brand && last4 ? `${brand} ···· ${last4}` : '');

function claimRows({ claimCode: code }: ReceiptParts, rule: Row): Row[] {
  if (code === '') return [];
  return [rule, { left: 'Claim your points within 7 days', right: code }];
}

function refundRows({ refunds, payment }: ReceiptParts): Row[] {
  return refunds
    .filter((r) => r.payment_id === payment.payment_id && r.status === 'SETTLED')
    .flatMap((r) => [
      {
        left: `Refunded ${r.refund_time.toISOString().slice(0, 10)}`,
        right: decimalText(-r.amount, payment.currency_code),
      },
      ...r.lines.map((line): Row => ({ left: `  ${line.quantity} × ${line.name}`, kind: 'note' })),
    ]);
}

function localTimeText(time: Date, zone: string): string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  return format.format(time).replace(',', '');
}

/** Left and right on one line; a left too long for it is wrapped, the right stands on its last line. */
function spread(left: string, right: string): string[] {
  const room = WIDTH - right.length - 1;
  const lines = wrap(left, Math.max(room, 10));
  const last = lines.pop() ?? '';
  return [...lines, `${last}${' '.repeat(Math.max(1, WIDTH - columns(last) - right.length))}${right}`];
}

const centre = (text: string) => `${' '.repeat(Math.max(0, Math.floor((WIDTH - columns(text)) / 2)))}${text}`;

const columns = (text: string) => [...text].length;

/** Cut at spaces where that is possible; the indent of the first line stays. */
function wrap(text: string, most: number): string[] {
  const indent = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let line = indent;
  for (const word of text.trim().split(/\s+/)) {
    let rest = word;
    if (line.trim() !== '' && columns(line) + 1 + columns(rest) > most) {
      lines.push(line);
      line = indent;
    }
    while (columns(rest) > most - indent.length) {
      const letters = [...rest];
      lines.push(indent + letters.slice(0, most - indent.length).join(''));
      rest = letters.slice(most - indent.length).join('');
    }
    line = line.trim() === '' ? indent + rest : `${line} ${rest}`;
  }
  return [...lines, line];
}

/** Escapes text for HTML. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
