import type { Role, StaffMember } from '@sippy/proto/web/auth/v1/auth';
import type { Sippy } from '@sippy/sdk/web';
import { Dialog } from '@sippy/ui/components/dialog';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PinEntry } from '../sign-in/pin-entry.tsx';
import { StaffNames } from '../sign-in/staff-names.tsx';
import { staffQuery } from './cafe.ts';
import styles from './override-dialog.module.css';
import { signInByPin } from './staff-session.ts';

/** Something that whoever is signed in may not do, and another may allow once. */
export interface OverrideQuestion {
  permission: string;
  /** Who asks, and so may not do it themselves. */
  askerId: string;
  /** Roles that may do it; single members of staff may have been given the right besides. */
  roles: readonly Role[];
  isAllowed(staff: StaffMember): boolean;
  /** Does it as that member of staff; resolves when it is done. */
  allow(sippy: Sippy): Promise<unknown>;
  giveUp(): void;
}

/** Asks somebody who may for their name and PIN. Their session lasts for this one thing. */
export function OverrideDialog({ question, deviceId }: { question: OverrideQuestion; deviceId: string }) {
  const { t, i18n } = useTranslation('pos');
  const query = useQuery(staffQuery(deviceId));
  const [staffId, setStaffId] = useState('');
  const staff = (query.data ?? []).filter((one) => one.staffId !== question.askerId);
  const chosen = staff.find((one) => one.staffId === staffId);
  const names = question.roles.map((role) => t(`override.role.${role.replace('ROLE_', '')}`));
  const who = new Intl.ListFormat(i18n.language).format(names);
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
      description={
        <>
          {t(`override.what.${question.permission}`, { defaultValue: t('override.what.other') })}
          {who && <strong className={styles.who}>{t('override.who', { who })}</strong>}
        </>
      }
      size="m"
    >
      <div className={styles.columns}>
        <StaffNames staff={staff} selectedId={staffId} onSelect={setStaffId} />
        <PinEntry key={staffId} staff={chosen} signIn={allow} sentence={refusalSentence} />
      </div>
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
