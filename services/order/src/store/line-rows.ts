import type { Discount, Line, LineModifier, Override, Reason } from '../domain/order.ts';
import type { DiscountTerms, OverrideTerms, TaxTerms } from '../domain/pricing-terms.ts';
import { columnNames } from './line-columns.ts';

/** A line's columns as JSON, in the order of `LINE_COLUMNS`; amounts are below 2^53, so JSON's numbers hold them. */
type LineColumns = [
  lineId: string,
  position: number,
  productId: string,
  variantId: string,
  categoryId: string,
  quantity: number,
  compedQuantity: number,
  voidedQuantity: number,
  needsPreparation: boolean | number,
  menuVersion: number,
  listPrice: number,
  amount: number,
  discount: number,
  net: number,
  tax: number,
  total: number,
  detail: LineDetail,
];

/** What was copied onto a line or given to it, as it lies in the column `detail`. */
interface LineDetail {
  productName: string;
  variantName?: string;
  variantPrice: number;
  modifiers?: {
    id: string;
    groupId: string;
    name: string;
    price: number;
    quantity: number;
    parentId?: string;
  }[];
  note?: string;
  course?: number;
  override?: { unitPrice?: number; amount?: number; atQuantity?: number; reason: Reason };
  discounts?: StoredDiscount[];
  comp?: number;
  tax?: TaxTerms;
  /** Rate and kind of tax that hold for the kind of order. */
  taxBps?: number;
  compReason?: Reason;
  voidReason?: Reason;
  created: number;
}

/** A discount as it lies in JSON. */
export interface StoredDiscount {
  id: string;
  name: string;
  bps?: number;
  fixed?: number;
  reason: Reason;
  amount: number;
}

/** Lines as the JSON parameter that `lineRecordset` reads. */
export function lineRecords(lines: readonly Line[]): string {
  return JSON.stringify(
    lines.map((line) => Object.fromEntries(columnsOf(line).map((value, i) => [columnNames[i], value]))),
  );
}

/** Lines as the parameters of `lineRows`. */
export function lineValues(lines: readonly Line[]): unknown[] {
  const values: unknown[] = [];
  for (const line of lines) {
    const columns = columnsOf(line);
    const detail = columns.pop();
    values.push(...columns, JSON.stringify(detail));
  }
  return values;
}

function columnsOf(line: Line): LineColumns {
  return [
    line.lineId,
    line.position,
    line.productId,
    line.variantId,
    line.categoryId,
    line.quantity,
    line.compedQuantity,
    line.voidedQuantity,
    line.needsPreparation,
    Number(line.menuVersion),
    Number(line.listPrice),
    Number(line.amount),
    Number(line.discount),
    Number(line.net),
    Number(line.taxAmount),
    Number(line.total),
    detailOf(line),
  ];
}

function detailOf(line: Line): LineDetail {
  const detail: LineDetail = {
    productName: line.productName,
    variantPrice: Number(line.variantPrice),
    created: line.createTime.getTime(),
  };
  if (line.variantName) detail.variantName = line.variantName;
  if (line.modifiers.length > 0) {
    detail.modifiers = line.modifiers.map(({ price, ...modifier }) => ({
      ...modifier,
      price: Number(price),
    }));
  }
  if (line.note) detail.note = line.note;
  if (line.course) detail.course = line.course;
  if (line.override)
    detail.override = { ...storedOverride(line.override.terms), reason: line.override.reason };
  if (line.discounts.length > 0) detail.discounts = line.discounts.map(storedDiscount);
  if (line.comp > 0n) detail.comp = Number(line.comp);
  if (line.tax) {
    detail.tax = line.tax;
    detail.taxBps = line.taxBps;
  }
  if (line.compReason) detail.compReason = line.compReason;
  if (line.voidReason) detail.voidReason = line.voidReason;
  return detail;
}

function storedOverride(
  terms: OverrideTerms,
): { unitPrice: number } | { amount: number; atQuantity: number } {
  return 'unitPrice' in terms
    ? { unitPrice: Number(terms.unitPrice) }
    : { amount: Number(terms.amount), atQuantity: terms.atQuantity };
}

/** A discount for a `jsonb` column; its amounts are below 2^53. */
export function storedDiscount(discount: Discount): StoredDiscount {
  const { id, name, value, reason, amount } = discount;
  const given = 'bps' in value ? { bps: value.bps } : { fixed: Number(value.fixed) };
  return { id, name, ...given, reason, amount: Number(amount) };
}

/** A discount from a `jsonb` column. */
export function discountOf(stored: StoredDiscount): Discount {
  const { id, name, bps, fixed, reason, amount } = stored;
  const value: DiscountTerms['value'] = bps === undefined ? { fixed: BigInt(fixed ?? 0) } : { bps };
  return { id, name, value, reason, amount: BigInt(amount) };
}

/** Lines from the text of `linesText`, in their order; none from null. */
export function linesOf(text: string | null): Line[] {
  if (text === null) return [];
  return (JSON.parse(text) as unknown[]).map(lineOf).sort((a, b) => a.position - b.position);
}

function lineOf(columns: unknown): Line {
  const [
    lineId,
    position,
    productId,
    variantId,
    categoryId,
    quantity,
    compedQuantity,
    voidedQuantity,
    needsPreparation,
    menuVersion,
    listPrice,
    amount,
    discount,
    net,
    tax,
    total,
    detail,
  ] = columns as LineColumns;
  return {
    lineId,
    position,
    productId,
    variantId,
    categoryId,
    productName: detail.productName,
    variantName: detail.variantName ?? '',
    variantPrice: BigInt(detail.variantPrice),
    modifiers: (detail.modifiers ?? []).map(modifierOf),
    quantity,
    compedQuantity,
    voidedQuantity,
    note: detail.note ?? '',
    course: detail.course ?? 0,
    needsPreparation: needsPreparation === 1,
    menuVersion: BigInt(menuVersion),
    override: overrideOf(detail.override),
    discounts: (detail.discounts ?? []).map(discountOf),
    tax: detail.tax,
    compReason: detail.compReason,
    voidReason: detail.voidReason,
    createTime: new Date(detail.created),
    listPrice: BigInt(listPrice),
    amount: BigInt(amount),
    comp: BigInt(detail.comp ?? 0),
    discount: BigInt(discount),
    taxBps: detail.taxBps ?? 0,
    taxIncluded: detail.tax?.included ?? false,
    net: BigInt(net),
    taxAmount: BigInt(tax),
    total: BigInt(total),
  };
}

function modifierOf(stored: NonNullable<LineDetail['modifiers']>[number]): LineModifier {
  return { ...stored, price: BigInt(stored.price), parentId: stored.parentId ?? '' };
}

function overrideOf(stored: LineDetail['override']): Override | undefined {
  if (!stored) return undefined;
  const { unitPrice, amount, atQuantity, reason } = stored;
  const terms =
    unitPrice === undefined
      ? { amount: BigInt(amount ?? 0), atQuantity: atQuantity ?? 1 }
      : { unitPrice: BigInt(unitPrice) };
  return { terms, reason };
}
