import type { Order, OrderLine, ServiceChargeAmount } from '@sippy/proto/order/v1/order';
import type { Sold } from '../domain/refund-lines.ts';
import type { Sale, SaleLine } from '../domain/sale.ts';
import type { CafeForPayment } from '../peers/cafes.ts';

const text = (money: { minor: bigint } | undefined) => String(money?.minor ?? 0n);

/** What a receipt will show of an order. Nothing personal is copied: no name, no note. */
export function saleOf(order: Order, cafe: CafeForPayment): Sale {
  const { serviceCharge } = order;
  return {
    cafe: { name: cafe.name, address: cafe.address, zone: cafe.zone },
    kind: order.kind.replace('ORDER_KIND_', ''),
    table: order.table,
    lines: order.lines.filter((line) => line.quantity > 0).map(saleLine),
    discounts: order.discounts.map((d) => ({ name: d.name, amount: text(d.amount) })),
    service: serviceCharge
      ? { name: serviceCharge.name, amount: text(shownCharge(order, serviceCharge)) }
      : null,
    taxes: order.taxes.map((t) => ({
      name: t.name,
      included: t.included,
      net: text(t.netAmount),
      tax: text(t.taxAmount),
    })),
    total: text(order.totals?.total),
  };
}

/** What was sold, as a refund of lines counts it. */
export function soldOf(order: Order): Sold {
  return {
    lines: order.lines
      .filter((line) => line.quantity > 0)
      .map((line) => ({
        lineId: line.lineId,
        name: nameOf(line),
        quantity: line.quantity,
        total: line.totalAmount?.minor ?? 0n,
      })),
    total: order.totals?.total?.minor ?? 0n,
  };
}

const nameOf = (line: OrderLine) =>
  line.variantName ? `${line.productName}, ${line.variantName}` : line.productName;

/** With its tax where prices contain tax, without where tax is added below. */
function shownCharge(order: Order, charge: ServiceChargeAmount) {
  const isAdded = order.taxes.some((t) => t.taxCategory === charge.taxCategory && !t.included);
  return isAdded ? charge.netAmount : charge.totalAmount;
}

function saleLine(line: OrderLine): SaleLine {
  const comp = line.compAmount?.minor ?? 0n;
  const off = line.discounts.map((d) => ({ name: d.name, amount: text(d.amount) }));
  return {
    quantity: line.quantity,
    name: nameOf(line),
    modifiers: line.modifiers.map((m) => (m.quantity > 1 ? `${m.quantity} × ${m.name}` : m.name)),
    amount: text(line.amount),
    off: comp === 0n ? off : [...off, { name: 'On the house', amount: String(comp) }],
  };
}
