import { type MoneyTransfer, MoneyTransferStatus } from '@sippy/proto/web/settlement/v1/settlement';
import { Badge } from '@sippy/ui/components/badge';
import { Button } from '@sippy/ui/components/button';
import { Money } from '@sippy/ui/patterns/money';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccounts } from './accounts-context.tsx';
import { openOf } from './card-choice.tsx';
import { CardDialog } from './card-dialog.tsx';
import styles from './page.module.css';
import { PaymentDialog } from './payment-dialog.tsx';
import { Table } from './table.tsx';
import { useAct } from './use-act.ts';

/** Who is to pay whom, what was received for it, and the ways to pay by card, to record what came and to take it back. */
export function Transfers({ transfers }: { transfers: readonly MoneyTransfer[] }) {
  const { t } = useTranslation('owner');
  const { sippy, organisationId, isAdministrator } = useAccounts();
  const { isBusy, act } = useAct();
  const [recording, setRecording] = useState<MoneyTransfer>();
  const [paying, setPaying] = useState<MoneyTransfer>();
  const payments = transfers.flatMap((transfer) =>
    transfer.payments.map((payment) => ({ payment, transfer })),
  );
  const takenBack = new Set(payments.map(({ payment }) => payment.takesBackId));
  const canRecord = (transfer: MoneyTransfer) =>
    transfer.dueDay !== '' &&
    transfer.status !== MoneyTransferStatus.PAID &&
    (isAdministrator || transfer.creditorOrganisationId === organisationId);
  const canPay = (transfer: MoneyTransfer) =>
    transfer.dueDay !== '' && openOf(transfer) > 0n && transfer.debtorOrganisationId === organisationId;
  const party = (name: string, id: string) =>
    id === organisationId ? t('transfers.we') : name || id.slice(0, 8);
  return (
    <>
      <Table
        label={t('transfers.title')}
        rows={transfers}
        keyOf={(row) => `${row.debtorOrganisationId}.${row.creditorOrganisationId}`}
        empty={t('transfers.none')}
        columns={[
          { head: t('transfers.from'), cell: (row) => party(row.debtorName, row.debtorOrganisationId) },
          { head: t('transfers.to'), cell: (row) => party(row.creditorName, row.creditorOrganisationId) },
          { head: t('amount'), isFigure: true, cell: (row) => <Money amount={row.amount} /> },
          { head: t('transfers.paid'), isFigure: true, cell: (row) => <Money amount={row.paid} /> },
          { head: t('transfers.reference'), cell: (row) => <bdi>{row.reference}</bdi> },
          {
            head: t('transfers.due'),
            cell: (row) => (
              <>
                <bdi>{row.dueDay}</bdi> {row.overdue && <Badge tone="danger">{t('transfers.overdue')}</Badge>}
              </>
            ),
          },
          {
            head: t('transfers.received'),
            cell: (row) => (
              <span className={styles.choices}>
                {(row.held?.minor ?? 0n) > 0n && <Badge>{t('card.underWay')}</Badge>}
                {canPay(row) && (
                  <Button
                    aria-label={t('card.payFor', { reference: row.reference })}
                    onClick={() => setPaying(row)}
                  >
                    {t('card.pay')}
                  </Button>
                )}
                {canRecord(row) && (
                  <Button
                    aria-label={t('transfers.recordFor', { reference: row.reference })}
                    onClick={() => setRecording(row)}
                  >
                    {t('transfers.record')}
                  </Button>
                )}
              </span>
            ),
          },
        ]}
      />
      {payments.length > 0 && (
        <Table
          label={t('payments.title')}
          rows={payments}
          keyOf={({ payment }) => payment.transferPaymentId}
          empty=""
          columns={[
            {
              head: t('payments.day'),
              cell: ({ payment }) => (
                <span className={styles.choices}>
                  <bdi>{payment.receivedDay}</bdi>
                  {payment.paymentId !== '' && <Badge>{t('card.byCard')}</Badge>}
                </span>
              ),
            },
            {
              head: t('transfers.reference'),
              cell: ({ payment, transfer }) => (
                <bdi>{[transfer.reference, payment.bankText].filter(Boolean).join(' · ')}</bdi>
              ),
            },
            { head: t('amount'), isFigure: true, cell: ({ payment }) => <Money amount={payment.amount} /> },
            {
              head: t('payments.takeBack'),
              cell: ({ payment, transfer }) =>
                (isAdministrator || transfer.creditorOrganisationId === organisationId) &&
                payment.takesBackId === '' &&
                payment.paymentId === '' &&
                !takenBack.has(payment.transferPaymentId) && (
                  <Button
                    busy={isBusy}
                    onClick={() => {
                      const { transferPaymentId } = payment;
                      void act(() =>
                        sippy.settlement.takeBackTransferPayment({ organisationId, transferPaymentId }),
                      );
                    }}
                  >
                    {t('payments.takeBack')}
                  </Button>
                ),
            },
          ]}
        />
      )}
      {recording && <PaymentDialog transfer={recording} onClose={() => setRecording(undefined)} />}
      {paying && <CardDialog transfer={paying} onClose={() => setPaying(undefined)} />}
    </>
  );
}
