import type { DeviceStaff } from '@sippy/proto/web/auth/v1/auth';
import { isCommand, isCovered, useDocumentKeys } from '@sippy/ui/keys/document-keys';
import Lock from 'lucide-react/icons/lock';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { plainText } from '../menu/search.ts';
import styles from './staff-names.module.css';

/** The staff of a device, of whom one is chosen. */
export interface StaffNamesProps {
  staff: readonly DeviceStaff[];
  selectedId: string;
  onSelect(staffId: string): void;
}

/** Names to choose from, by touch, arrow keys or first letters. */
export function StaffNames({ staff, selectedId, onSelect }: StaffNamesProps) {
  const { t } = useTranslation('pos');
  const list = useRef<HTMLDivElement>(null);
  useFirstLetters(list, staff, onSelect);
  const chosen = staff.some(({ staffId }) => staffId === selectedId);
  const move = (step: number) => {
    const at = staff.findIndex(({ staffId }) => staffId === selectedId);
    const next = staff[Math.min(Math.max(at + step, 0), staff.length - 1)];
    if (!next) return;
    onSelect(next.staffId);
    list.current?.querySelector<HTMLElement>(`[data-staff="${next.staffId}"]`)?.focus();
  };
  return (
    <div
      ref={list}
      className={styles.names}
      role="radiogroup"
      aria-label={t('signIn.staff')}
      onKeyDown={(event) => {
        const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        move(step);
      }}
    >
      {staff.map(({ staffId, name, pinLocked }, i) => (
        // biome-ignore lint/a11y/useSemanticElements: a radio button cannot hold a whole card that is pressed
        <button
          key={staffId}
          type="button"
          role="radio"
          data-staff={staffId}
          aria-checked={staffId === selectedId}
          tabIndex={staffId === selectedId || (!chosen && i === 0) ? 0 : -1}
          className={styles.name}
          onClick={() => onSelect(staffId)}
        >
          <span>{name}</span>
          {pinLocked && <Lock className={styles.icon} role="img" aria-label={t('signIn.isLocked')} />}
        </button>
      ))}
    </div>
  );
}

/** Letters choose whose name begins with them; the same letter again chooses the next. */
function useFirstLetters(
  list: { current: HTMLElement | null },
  staff: readonly DeviceStaff[],
  onSelect: (staffId: string) => void,
): void {
  const last = useRef<string>(undefined);
  useDocumentKeys((event) => {
    if (isCommand(event) || !/^\p{L}$/u.test(event.key)) return;
    if (!list.current || isCovered(list.current)) return;
    const named = staff.filter(({ name }) => plainText(name).startsWith(plainText(event.key)));
    const after = named.findIndex(({ staffId }) => staffId === last.current) + 1;
    const next = named[after % Math.max(named.length, 1)];
    last.current = next?.staffId;
    if (next) onSelect(next.staffId);
  });
}
