import { DisputeStatus } from '@sippy/proto/web/settlement/v1/dispute';
import { Button } from '@sippy/ui/components/button';
import { Skeleton } from '@sippy/ui/components/skeleton';
import { TextField } from '@sippy/ui/components/text-field';
import { parseAmount } from '@sippy/ui/format/money';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { Money } from '@sippy/ui/patterns/money';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccounts } from './accounts-context.tsx';
import { DisputeStanding } from './disputes.tsx';
import styles from './page.module.css';
import { useAct } from './use-act.ts';

/** One dispute: what was said, and what can be said or decided now. */
export function DisputePage({ disputeId }: { disputeId: string }) {
  const { t } = useTranslation('owner');
  const { sippy, organisationId, network } = useAccounts();
  const { currencyCode } = network;
  const { isBusy, act } = useAct();
  const [text, setText] = useState('');
  const [granted, setGranted] = useState('');
  const read = useQuery({
    queryKey: ['dispute', organisationId, disputeId],
    queryFn: async () => (await sippy.dispute.getDispute({ organisationId, disputeId })).dispute,
  });
  if (read.error) return <ErrorNotice error={read.error} onRetry={() => void read.refetch()} />;
  const dispute = read.data;
  if (!dispute) return <Skeleton lines={4} />;
  const isOurs = dispute.openerOrganisationId === organisationId;
  const which = { organisationId, disputeId };
  const minor = parseAmount(granted, currencyCode);
  const done = async (work: () => Promise<unknown>) => {
    if (await act(work)) setText('');
  };
  return (
    <section className={styles.section} aria-label={t('disputes.one')}>
      <h2>{t('disputes.one')}</h2>
      <p>
        <DisputeStanding dispute={dispute} /> <Money amount={dispute.amount} />
        {dispute.granted && (
          <>
            {' · '}
            {t('disputes.granted')} <Money amount={dispute.granted} />
          </>
        )}
      </p>
      {dispute.messages.map((message) => (
        <p key={message.number} className={styles.words} dir="auto">
          {message.text}
        </p>
      ))}
      {dispute.status === DisputeStatus.OPEN && (
        <div className={styles.form}>
          <TextField label={t('disputes.say')} value={text} maxLength={1000} onChange={setText} />
          {!isOurs && (
            <TextField
              label={t('disputes.grant')}
              inputMode="decimal"
              value={granted}
              onChange={setGranted}
            />
          )}
          <div className={styles.actions}>
            <Button
              busy={isBusy}
              disabled={text.trim() === ''}
              onClick={() =>
                void done(() => sippy.dispute.addDisputeMessage({ ...which, text: text.trim() }))
              }
            >
              {t('disputes.send')}
            </Button>
            {isOurs ? (
              <Button busy={isBusy} onClick={() => void done(() => sippy.dispute.withdrawDispute(which))}>
                {t('disputes.withdraw')}
              </Button>
            ) : (
              <Button
                variant="primary"
                busy={isBusy}
                disabled={minor === undefined || minor < 0n || text.trim() === ''}
                onClick={() => {
                  const decision = { granted: { currencyCode, minor: minor ?? 0n }, text: text.trim() };
                  void done(() => sippy.dispute.resolveDispute({ ...which, ...decision }));
                }}
              >
                {t('disputes.decide')}
              </Button>
            )}
          </div>
        </div>
      )}
    </section>
  );
}
