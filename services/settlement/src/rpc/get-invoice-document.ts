import type { Rpc } from '@sippy/kit/call';
import { invalidField } from '@sippy/kit/refusal';
import type { HttpBody } from '@sippy/proto/google/api/httpbody';
import { type GetInvoiceDocumentRequest, InvoiceForm } from '@sippy/proto/settlement/v1/settlement_service';
import type { SettlementContext } from '../context.ts';
import type { Invoice } from '../domain/invoice.ts';
import { csvOf } from '../domain/invoice-text.ts';
import type { Paper } from '../paper/invoice-pdf.ts';
import { getWholeInvoice } from '../store/invoices.ts';

/** Reads an invoice as a page to print or as a table. */
export const getInvoiceDocument =
  (ctx: SettlementContext): Rpc<GetInvoiceDocumentRequest, HttpBody> =>
  async ({ invoiceId, form }, call) => {
    const invoice = await getWholeInvoice(ctx.db, call.scope, invoiceId);
    const { contentType, ending, data } = await documentOf(invoice, form);
    const name = `${invoice.month}-${invoice.number}.${ending}`;
    call.setHeader('content-disposition', `attachment; filename="${name}"`);
    return { contentType, data, extensions: [] };
  };

async function documentOf(invoice: Invoice, form: InvoiceForm) {
  switch (form) {
    case InvoiceForm.PDF_A4:
      return { contentType: 'application/pdf', ending: 'pdf', data: await pdfOf(invoice, 'A4') };
    case InvoiceForm.PDF_LETTER:
      return { contentType: 'application/pdf', ending: 'pdf', data: await pdfOf(invoice, 'LETTER') };
    case InvoiceForm.CSV:
      return { contentType: 'text/csv; charset=utf-8', ending: 'csv', data: Buffer.from(csvOf(invoice)) };
    default:
      throw invalidField('form', 'must be one of the known forms');
  }
}

/** What draws pages is loaded with the first invoice: few hosts ever print one. */
async function pdfOf(invoice: Invoice, paper: Paper): Promise<Buffer> {
  const { invoicePdf } = await import('../paper/invoice-pdf.ts');
  return invoicePdf(invoice, paper);
}
