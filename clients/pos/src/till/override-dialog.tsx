import type { StaffMember } from '@sippy/proto/web/auth/v1/auth';
import type { Sippy } from '@sippy/sdk/web';
import { Dialog } from '@sippy/ui/components/dialog';
import { EmptyState } from '@sippy/ui/components/empty-state';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PinEntry } from '../sign-in/pin-entry.tsx';
import { StaffNames } from '../sign-in/staff-names.tsx';
import { allowedStaffQuery } from './cafe.ts';
import styles from './override-dialog.module.css';
import { signInByPin } from './staff-session.ts';

/** Something that whoever is signed in may not do, and another may allow once. */
export interface OverrideQuestion {
  permission: string;
  /** Who asks, and so may not do it themselves. */
  askerId: string;
  isAllowed(staff: StaffMember): boolean;
  /** Does it as that member of staff; resolves when it is done. */
  allow(sippy: Sippy): Promise<unknown>;
  giveUp(): void;
}

/** Asks somebody who may for their name and PIN. Their session lasts for this one thing. */
export function OverrideDialog({ question, deviceId }: { question: OverrideQuestion; deviceId: string }) {
  const { t } = useTranslation('pos');
  const { data, error, refetch } = useQuery(allowedStaffQuery(deviceId, question.permission));
  const [staffId, setStaffId] = useState('');
  const staff = (data ?? []).filter((one) => one.staffId !== question.askerId);
  const chosen = staff.find((one) => one.staffId === staffId);
  const allow = async (pin: string) => {
    const session = await signInByPin(staffId, pin, () => undefined);
    if (!question.isAllowed(session.staff)) {
      session.end();
      throw new NotAllowed(session.staff.name);
    }
    void question.allow(session.sippy).finally(session.end);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && question.giveUp()}
      title={t('override.title')}
      description={t(`override.what.${question.permission}`, { defaultValue: t('override.what.other') })}
      size="m"
    >
      {error && !data ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {data && staff.length === 0 ? (
        <EmptyState title={t('override.nobody.title')}>{t('override.nobody.text')}</EmptyState>
      ) : (
        <div className={styles.columns}>
          <StaffNames staff={staff} selectedId={staffId} onSelect={setStaffId} />
          <PinEntry key={staffId} staff={chosen} signIn={allow} sentence={refusalSentence} />
        </div>
      )}
    </Dialog>
  );

  function refusalSentence(error: unknown): string | undefined {
    return error instanceof NotAllowed ? t('override.notAllowed', { name: error.staffName }) : undefined;
  }
}

class NotAllowed extends Error {
  readonly staffName: string;
  constructor(staffName: string) {
    super('may not do this either');
    this.staffName = staffName;
  }
}
