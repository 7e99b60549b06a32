import type { Finding, Receipt, ReceiptLine } from './model.ts';
import { parseDate, parseMinor, parseQuantity, parseTime } from './parse-value.ts';
import { type Row, readTable } from './read-table.ts';

const columns = [
  'transaction_id',
  'transaction_date',
  'transaction_time',
  'sales_outlet_id',
  'staff_id',
  'customer_id',
  'instore_yn',
  'order',
  'line_item_id',
  'product_id',
  'quantity',
  'line_item_amount',
  'unit_price',
  'promo_item_yn',
];

/** Reads the lines of sales and joins those of one receipt: same date, outlet and transaction id. */
export async function readReceipts(path: string, digits: number, findings: Finding[]): Promise<Receipt[]> {
  const receipts = new Map<string, Receipt & { orders: Set<string> }>();
  for (const row of await readTable(path, columns, findings)) {
    const line = readLine(row, digits, findings);
    const head = readHead(row, findings);
    if (!line || !head) continue;
    const key = receiptKey(head);
    const receipt = receipts.get(key);
    if (receipt === undefined) {
      receipts.set(key, { ...head, lines: [line], orders: new Set([row.text('order')]) });
      continue;
    }
    reportDifferences(receipt, head, row, findings);
    receipt.orders.add(row.text('order'));
    receipt.lines.push(line);
  }
  return [...receipts.values()].map(({ orders, ...receipt }) => {
    if (orders.size > 1)
      odd(findings, receipt.lines[0], 'several order numbers', `${orders.size} order numbers`);
    if (receipt.inStore === undefined)
      odd(findings, receipt.lines[0], 'blank in-store flag', 'in store or not is blank');
    return receipt;
  });
}

/** Names a receipt within its folder. */
export function receiptKey({ date, outletId, transactionId }: Omit<Receipt, 'lines'>): string {
  return `${date}/${outletId}/${transactionId}`;
}

function readHead(row: Row, findings: Finding[]): Omit<Receipt, 'lines'> | undefined {
  const date = parseDate(row.text('transaction_date'));
  const time = parseTime(row.text('transaction_time'));
  if (date === undefined || time === undefined) {
    bad(
      findings,
      row,
      'bad time',
      `"${row.text('transaction_date')} ${row.text('transaction_time')}" is no time of sale`,
    );
    return undefined;
  }
  const customerId = row.text('customer_id');
  const flag = row.text('instore_yn').toUpperCase();
  return {
    date,
    time,
    outletId: row.text('sales_outlet_id'),
    transactionId: row.text('transaction_id'),
    staffId: row.text('staff_id'),
    customerId: customerId === '0' ? '' : customerId,
    inStore: flag === 'Y' ? true : flag === 'N' ? false : undefined,
  };
}

function readLine(row: Row, digits: number, findings: Finding[]): ReceiptLine | undefined {
  const quantity = parseQuantity(row.text('quantity'));
  const unitPriceMinor = parseMinor(row.text('unit_price'), digits);
  const amountMinor = parseMinor(row.text('line_item_amount'), digits);
  if (quantity === undefined)
    bad(findings, row, 'bad quantity', `"${row.text('quantity')}" is not a quantity`);
  if (unitPriceMinor === undefined || unitPriceMinor < 0n)
    bad(findings, row, 'bad price', `"${row.text('unit_price')}" is not a price`);
  if (amountMinor === undefined || amountMinor < 0n)
    bad(findings, row, 'bad amount', `"${row.text('line_item_amount')}" is not an amount`);
  if (quantity === undefined || unitPriceMinor === undefined || amountMinor === undefined) return undefined;
  if (unitPriceMinor < 0n || amountMinor < 0n) return undefined;
  return {
    file: row.file,
    row: row.row,
    productId: row.text('product_id'),
    quantity,
    unitPriceMinor,
    amountMinor,
    promotion: row.text('promo_item_yn').toUpperCase() === 'Y',
  };
}

function reportDifferences(
  receipt: Receipt,
  head: Omit<Receipt, 'lines'>,
  row: Row,
  findings: Finding[],
): void {
  for (const field of ['time', 'staffId', 'customerId', 'inStore'] as const) {
    if (receipt[field] === head[field]) continue;
    const message = `${field} is ${head[field]} here but ${receipt[field]} on the receipt's first row; the first is kept`;
    findings.push({ severity: 'odd', kind: `differing ${field}`, file: row.file, row: row.row, message });
  }
}

function bad(findings: Finding[], row: Row, kind: string, message: string): void {
  findings.push({ severity: 'error', kind, file: row.file, row: row.row, message });
}

function odd(findings: Finding[], line: ReceiptLine | undefined, kind: string, message: string): void {
  findings.push({ severity: 'odd', kind, file: line?.file ?? '', row: line?.row ?? 0, message });
}
