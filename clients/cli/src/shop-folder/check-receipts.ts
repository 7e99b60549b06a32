import { isPlainDay, localInstant } from './local-time.ts';
import type { Receipt, ReceiptLine, ShopFolder } from './model.ts';

/**
 * Adds what is odd about the receipts when held against the other files and the clocks of their zone: nothing of it stops
 * an import but unknown products, outlets and staff.
 */
export function checkReceipts(shop: ShopFolder, zone: string): void {
  const { findings } = shop;
  const prices = new Map(shop.products.map((product) => [product.productId, product.priceMinor]));
  const outlets = new Set(shop.outlets.map((outlet) => outlet.outletId));
  const staff = new Map(shop.staff.map((member) => [member.staffId, member.location]));
  const customers = new Set(shop.customers.map((customer) => customer.customerId));
  const note = (line: ReceiptLine, severity: 'error' | 'odd', kind: string, message: string) =>
    findings.push({ severity, kind, file: line.file, row: line.row, message });

  const oddTime = oddTimes(zone);

  for (const receipt of shop.receipts) {
    const [first] = receipt.lines;
    if (!first) continue;
    const clear = oddTime(receipt);
    if (clear === 'repeated')
      note(
        first,
        'odd',
        'local time comes twice',
        `clocks in ${zone} show ${receipt.date} ${receipt.time} twice; the first is taken`,
      );
    if (clear === 'skipped')
      note(
        first,
        'odd',
        'local time is skipped',
        `clocks in ${zone} skip ${receipt.date} ${receipt.time}; it is moved on as they are`,
      );
    if (!outlets.has(receipt.outletId))
      note(first, 'error', 'unknown outlet', `outlet ${receipt.outletId} is not listed`);
    const home = staff.get(receipt.staffId);
    if (home === undefined) note(first, 'error', 'unknown staff', `staff ${receipt.staffId} is not listed`);
    else if (home !== receipt.outletId)
      note(
        first,
        'odd',
        'selling away from home',
        `staff ${receipt.staffId} of ${home} sells at outlet ${receipt.outletId}`,
      );
    if (receipt.customerId !== '' && !customers.has(receipt.customerId))
      note(
        first,
        'odd',
        'unknown customer',
        `customer ${receipt.customerId} is not listed; sold without a customer`,
      );
    for (const line of receipt.lines) {
      const price = prices.get(line.productId);
      if (price === undefined) {
        note(line, 'error', 'unknown product', `product ${line.productId} is not listed`);
        continue;
      }
      if (line.unitPriceMinor !== price)
        note(line, 'odd', 'price differs from the menu', 'the line keeps its own price');
      if (line.unitPriceMinor * BigInt(line.quantity) !== line.amountMinor)
        note(line, 'odd', 'amount is not price × quantity', 'the line keeps its own amount');
    }
  }
}

/** Says of a receipt whether a change of the clocks makes its time unclear; looks closely only at days with a change. */
function oddTimes(zone: string): (receipt: Receipt) => 'yes' | 'repeated' | 'skipped' {
  const plainDays = new Map<string, boolean>();
  return ({ date, time }) => {
    const plain = plainDays.get(date) ?? isPlainDay(date, zone);
    plainDays.set(date, plain);
    return plain ? 'yes' : localInstant(date, time, zone).clear;
  };
}
