/** An invoice as a PDF: a heading, a table that may run over pages, how to pay, and what was agreed on. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import PDFDocument from 'pdfkit';
import { decimalOf } from '../domain/amount-text.ts';
import type { Invoice } from '../domain/invoice.ts';
import { lineText, termsOf, titleOf } from '../domain/invoice-text.ts';
import type { PeriodTransfer } from '../domain/period.ts';
import { showReference } from '../domain/reference.ts';
import { drawQr } from './qr.ts';

/** Sizes of paper. */
export type Paper = 'A4' | 'LETTER';

type Doc = PDFKit.PDFDocument;

/** The names of owners and cafés may be in any of the scripts that these cover. */
const fonts = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');

const MARGIN = 48;
const FOOT = 40;
const SIZE = 9;
const GAP = 5;
const QR_SIZE = 84;
/** Widths of the columns after the first, which takes what is left. */
const COLUMNS = [64, 72, 84];
const HEAD = ['What for', 'Points', 'Per 1,000', 'Amount'];

/** Makes the PDF. The same invoice gives the same bytes. */
export function invoicePdf(invoice: Invoice, paper: Paper): Promise<Buffer> {
  const doc = new PDFDocument({
    size: paper,
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOT },
    bufferPages: true,
    lang: 'en',
    displayTitle: true,
    info: {
      Title: titleOf(invoice),
      Author: invoice.issuerName,
      CreationDate: invoice.issueTime,
      ModDate: invoice.issueTime,
    },
  });
  doc.registerFont('text', join(fonts, 'DejaVuSans.ttf'));
  doc.registerFont('strong', join(fonts, 'DejaVuSans-Bold.ttf'));
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
  heading(doc, invoice);
  table(doc, invoice);
  for (const transfer of invoice.transfers) payment(doc, invoice, transfer);
  terms(doc, invoice);
  feet(doc, invoice);
  doc.end();
  return done;
}

const inner = (doc: Doc) => doc.page.width - 2 * MARGIN;
const bottom = (doc: Doc) => doc.page.height - MARGIN - FOOT;

function heading(doc: Doc, invoice: Invoice): void {
  doc.font('strong').fontSize(20).text(titleOf(invoice), MARGIN, MARGIN);
  doc.moveDown(0.6);
  const facts = [
    ['From', invoice.issuerName || invoice.issuerId],
    ['To', invoice.recipientName || invoice.recipientId],
    ['Network', invoice.networkName],
    ['Month', invoice.month],
    ['Issued', invoice.issueTime.toISOString().slice(0, 10)],
    ['Pay until', invoice.dueDay],
  ];
  for (const [name = '', value = ''] of facts) {
    const y = doc.y;
    doc.font('text').fontSize(SIZE).fillColor('#555').text(name, MARGIN, y, { width: 70 });
    doc.fillColor('#000').text(value, MARGIN + 76, y, { width: inner(doc) - 76 });
    doc.y += 2;
  }
  doc.y += 14;
}

function table(doc: Doc, invoice: Invoice): void {
  const money = (minor: bigint) => decimalOf(minor, invoice.currencyCode);
  row(doc, 'strong', HEAD);
  rule(doc);
  for (const line of invoice.lines) {
    const { about } = line;
    const cells = [
      lineText(line),
      about ? about.points.toLocaleString('en') : '',
      about ? money(about.minorPerThousand) : '',
      money(line.minor),
    ];
    if (doc.y + heightOf(doc, 'text', cells) > bottom(doc)) {
      doc.addPage();
      row(doc, 'strong', HEAD);
      rule(doc);
    }
    row(doc, 'text', cells);
  }
  keepTogether(doc, 40);
  rule(doc);
  const asked = invoice.total > 0n ? 'To pay' : invoice.total < 0n ? 'In your favour' : 'Nothing to pay';
  const size = invoice.total < 0n ? -invoice.total : invoice.total;
  row(doc, 'strong', [`${asked} (${invoice.currencyCode})`, '', '', money(size)]);
  doc.y += 14;
}

function widths(doc: Doc): number[] {
  return [inner(doc) - COLUMNS.reduce((sum, width) => sum + width, 0), ...COLUMNS];
}

function heightOf(doc: Doc, font: string, cells: readonly string[]): number {
  doc.font(font).fontSize(SIZE);
  const all = widths(doc).map((width, i) => doc.heightOfString(cells[i] ?? '', { width: width - GAP }));
  return Math.max(...all) + GAP;
}

function row(doc: Doc, font: string, cells: readonly string[]): void {
  const height = heightOf(doc, font, cells);
  const y = doc.y;
  let x = MARGIN;
  for (const [i, width] of widths(doc).entries()) {
    const [left, align] = i === 0 ? [x, 'left' as const] : [x + GAP, 'right' as const];
    doc.text(cells[i] ?? '', left, y, { width: width - GAP, align });
    x += width;
  }
  doc.y = y + height;
}

function rule(doc: Doc): void {
  doc
    .moveTo(MARGIN, doc.y)
    .lineTo(MARGIN + inner(doc), doc.y)
    .lineWidth(0.5)
    .stroke('#999');
  doc.y += GAP;
}

/** What the recipient pays, with the reference for the eye and for a camera; or what they will be paid. */
function payment(doc: Doc, invoice: Invoice, transfer: PeriodTransfer): void {
  const pays = transfer.debtorId === invoice.recipientId;
  keepTogether(doc, pays ? QR_SIZE + 12 : 40);
  const { y } = doc;
  const name = pays ? transfer.creditorName || transfer.creditorId : transfer.debtorName || transfer.debtorId;
  const amount = `${decimalOf(transfer.minor, invoice.currencyCode)} ${invoice.currencyCode}`;
  const left = pays ? MARGIN + QR_SIZE + 16 : MARGIN;
  const width = MARGIN + inner(doc) - left;
  const text = pays ? `Please transfer ${amount} to ${name}` : `You receive ${amount} from ${name}`;
  doc
    .font('strong')
    .fontSize(SIZE + 1)
    .fillColor('#000')
    .text(text, left, y, { width });
  doc
    .font('text')
    .fontSize(SIZE)
    .text(`Reference ${showReference(transfer.reference)}`, left, doc.y + 3, { width });
  if (pays) {
    doc.text('Name it with the transfer, so that it is found.', left, doc.y + 3, { width });
    drawQr(doc, transfer.reference, { x: MARGIN, y, size: QR_SIZE });
  }
  doc.y = Math.max(doc.y, pays ? y + QR_SIZE : 0) + 12;
}

function terms(doc: Doc, invoice: Invoice): void {
  const all = termsOf(invoice.breakageFunding, invoice.defaultFunding);
  keepTogether(doc, 40);
  doc
    .font('text')
    .fontSize(SIZE - 1)
    .fillColor('#555');
  for (const one of all) doc.text(one, MARGIN, doc.y + 2, { width: inner(doc) });
}

function keepTogether(doc: Doc, height: number): void {
  if (doc.y + height > bottom(doc)) doc.addPage();
}

function feet(doc: Doc, invoice: Invoice): void {
  const { count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page++) {
    doc.switchToPage(page);
    // Below the margin, where text would otherwise begin a new page.
    doc.page.margins.bottom = 0;
    const text = `${titleOf(invoice)} · page ${page + 1} of ${count}`;
    doc
      .font('text')
      .fontSize(SIZE - 1)
      .fillColor('#555');
    doc.text(text, MARGIN, doc.page.height - MARGIN, { width: inner(doc), align: 'right', lineBreak: false });
  }
}
