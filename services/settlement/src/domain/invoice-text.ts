/** What an invoice says to people. */
import { decimalOf } from './amount-text.ts';
import type { Invoice, InvoiceLine } from './invoice.ts';
import type { BreakageFundingName, DefaultFundingName } from './network.ts';

/** What the paper is called: nobody is asked to pay an amount in their favour. */
export function titleOf({ total, number }: Invoice): string {
  return `${total > 0n ? 'Invoice' : 'Statement'} ${number}`;
}

/** What a line is about. */
export function lineText(line: InvoiceLine): string {
  const other = line.counterpartName || line.counterpartId;
  switch (line.kind) {
    case 'OWED':
      return `Points of ${line.issuerCafeName} spent at ${line.cafeName} (${other})`;
    case 'DUE':
      return `Points of ${line.issuerCafeName} (${other}) spent at ${line.cafeName}`;
    case 'FEE':
      return line.minor < 0n ? `Fee of ${other}` : `Fee to ${other}`;
    case 'BREAKAGE':
      return `Expired points of ${line.issuerCafeName}`;
    case 'ADJUSTMENT':
      return adjustmentText(line, other);
  }
}

/** The invoice is that of who opened the dispute, who is the one that is owed. */
function adjustmentText({ adjustment, minor }: InvoiceLine, other: string): string {
  const { invoiceNumber, lineNumber, disputedMonth } = adjustment ?? {};
  const whose = minor > 0n ? ` of ${other}` : '';
  return `Granted after a dispute: line ${lineNumber} of invoice ${invoiceNumber}${whose} (${disputedMonth})`;
}

/** What the network has agreed on, as the invoice states it. */
export function termsOf(breakage: BreakageFundingName, defaults: DefaultFundingName): string[] {
  return [
    breakage === 'ISSUER'
      ? 'Points that expire are the gain of the café that issued them.'
      : 'The value of points that expire is paid to the administrator of the network.',
    defaults === 'CREDITORS'
      ? 'What an owner fails to pay is borne by those to whom it was to be transferred.'
      : 'The administrator of the network stands in for what an owner fails to pay.',
  ];
}

const CSV_HEAD = [
  ...['line', 'kind', 'description', 'counterpart_organisation_id', 'issuer_cafe_id', 'cafe_id'],
  ...['value_version', 'minor_per_thousand', 'points', 'amount', 'currency_code'],
];

/** The lines of an invoice by RFC 4180. Texts that a spreadsheet would take for a formula are made texts. */
export function csvOf(invoice: Invoice): string {
  const { currencyCode } = invoice;
  const rows = invoice.lines.map((line, i) => [
    ...[String(i + 1), line.kind, lineText(line), line.counterpartId],
    ...[line.about?.issuerCafeId ?? '', line.about?.cafeId ?? ''],
    ...[line.about?.valueVersion, line.about?.minorPerThousand, line.about?.points].map((n) =>
      String(n ?? ''),
    ),
    ...[decimalOf(line.minor, currencyCode), currencyCode],
  ]);
  return [CSV_HEAD, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

function csvField(text: string): string {
  const isNumber = /^-?\d+(\.\d+)?$/.test(text);
  const safe = !isNumber && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
