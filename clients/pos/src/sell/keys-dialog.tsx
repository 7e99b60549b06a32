import { Dialog } from '@sippy/ui/components/dialog';
import { Kbd } from '@sippy/ui/components/kbd';
import { useTranslation } from 'react-i18next';
import styles from './keys-dialog.module.css';

const rows = [
  { keys: ['0…9'], text: 'tile' },
  { keys: ['⇧ 1…'], text: 'category' },
  { keys: ['A…Z'], text: 'search' },
  { keys: ['⇧ ⏎'], text: 'hold' },
  { keys: ['+', '−'], text: 'quantity' },
  { keys: ['='], text: 'again' },
  { keys: ['Delete'], text: 'remove' },
  { keys: ['⏎'], text: 'pay' },
  { keys: ['F2'], text: 'keep' },
  { keys: ['F3'], text: 'member' },
  { keys: ['F4'], text: 'orders' },
  { keys: ['F6'], text: 'repeat' },
  { keys: ['F8'], text: 'lock' },
  { keys: ['F1'], text: 'help' },
] as const;

/** All keys of the till. */
export function KeysDialog({ open, onOpenChange }: { open: boolean; onOpenChange(open: boolean): void }) {
  const { t } = useTranslation('pos');
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('keys.title')} description={t('keys.hint')}>
      <dl className={styles.keys}>
        {rows.map(({ keys, text }) => (
          <div key={text} className={styles.row}>
            <dt className={styles.key}>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{t(`keys.${text}`)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
