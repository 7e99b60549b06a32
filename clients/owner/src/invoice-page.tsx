import {
  type InvoiceLine,
  InvoiceLineKind,
  type Invoice as Whole,
} from '@sippy/proto/web/settlement/v1/settlement';
import { InvoiceForm } from '@sippy/proto/web/settlement/v1/settlement_service';
import { Button } from '@sippy/ui/components/button';
import { Skeleton } from '@sippy/ui/components/skeleton';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { Money } from '@sippy/ui/patterns/money';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccounts } from './accounts-context.tsx';
import { DisputeDialog } from './dispute-dialog.tsx';
import { LineEntries } from './line-entries.tsx';
import styles from './page.module.css';
import { Table } from './table.tsx';
import { Transfers } from './transfers.tsx';
import { useAct } from './use-act.ts';

const forms = [
  { form: InvoiceForm.PDF_A4, type: 'application/pdf', ending: 'pdf', label: 'invoice.pdf' },
  { form: InvoiceForm.CSV, type: 'text/csv', ending: 'csv', label: 'invoice.csv' },
] as const;

/** One invoice: its lines, each of which opens down to the orders, and what was paid for it. */
export function InvoicePage({ invoiceId }: { invoiceId: string }) {
  const { t } = useTranslation('owner');
  const { sippy, organisationId } = useAccounts();
  const { isBusy, act } = useAct();
  const [opened, setOpened] = useState<InvoiceLine>();
  const [disputed, setDisputed] = useState<InvoiceLine>();
  const read = useQuery({
    queryKey: ['invoice', organisationId, invoiceId],
    queryFn: async () => (await sippy.settlement.getInvoice({ organisationId, invoiceId })).invoice,
  });
  if (read.error) return <ErrorNotice error={read.error} onRetry={() => void read.refetch()} />;
  const invoice = read.data;
  if (!invoice) return <Skeleton lines={8} />;
  const download = (one: (typeof forms)[number]) =>
    act(async () => {
      const request = { organisationId, invoiceId, form: one.form };
      const { data } = await sippy.settlement.getInvoiceDocument(request);
      save(data, one.type, `${nameOf(invoice)}.${one.ending}`);
    });
  return (
    <section className={styles.section} aria-label={t('invoice.title', { number: String(invoice.number) })}>
      <h2>{t('invoice.title', { number: String(invoice.number) })}</h2>
      <p>
        {t('invoice.of', {
          issuer: invoice.issuerName,
          recipient: invoice.recipientName,
          month: invoice.month,
        })}
      </p>
      <div className={styles.actions}>
        {forms.map((one) => (
          <Button key={one.form} busy={isBusy} onClick={() => void download(one)}>
            {t(one.label)}
          </Button>
        ))}
      </div>
      <Table
        label={t('invoice.lines')}
        rows={invoice.lines}
        keyOf={(row) => row.lineId}
        empty={t('invoice.noLines')}
        columns={[
          { head: t('invoice.what'), cell: (row) => <What line={row} /> },
          { head: t('points'), isFigure: true, cell: (row) => (row.points ? String(row.points) : '') },
          { head: t('amount'), isFigure: true, cell: (row) => <Money amount={row.amount} /> },
          {
            head: t('open'),
            cell: (row) =>
              row.points !== 0n && (
                <span className={styles.actions}>
                  <Button onClick={() => setOpened(row)}>{t('invoice.entries')}</Button>
                  {invoice.recipientOrganisationId === organisationId && (
                    <Button onClick={() => setDisputed(row)}>{t('invoice.dispute')}</Button>
                  )}
                </span>
              ),
          },
        ]}
      />
      <p>
        {t('invoice.total')} <Money amount={invoice.total} />
      </p>
      <Transfers transfers={invoice.transfers} />
      {opened && <LineEntries invoiceId={invoiceId} line={opened} onClose={() => setOpened(undefined)} />}
      {disputed && (
        <DisputeDialog invoiceId={invoiceId} line={disputed} onClose={() => setDisputed(undefined)} />
      )}
    </section>
  );
}

function What({ line }: { line: InvoiceLine }) {
  const { t } = useTranslation('owner');
  const { kind, issuerCafeName: issuer, cafeName: cafe } = line;
  const isAboutCafes = kind === InvoiceLineKind.OWED || kind === InvoiceLineKind.DUE;
  const text = t(`line.${kind.replace('INVOICE_LINE_KIND_', '')}`, { issuer, cafe });
  return isAboutCafes ? text : `${text} · ${line.counterpartName}`;
}

const nameOf = ({ number, month }: Whole) => `invoice-${number}-${month}`;

function save(data: Uint8Array, type: string, name: string): void {
  const url = URL.createObjectURL(new Blob([new Uint8Array(data)], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
