/** Which key does what. */
import { Dialog } from '@sippy/ui/components/dialog';
import { Kbd } from '@sippy/ui/components/kbd';
import { useTranslation } from 'react-i18next';
import { commandKeys } from '../board/keyboard.ts';
import { placeKeys } from '../tickets/keys.ts';
import styles from './help-dialog.module.css';

/** The list of keys. */
export function HelpDialog(props: { open: boolean; onOpenChange(open: boolean): void }) {
  const { t } = useTranslation('kds');
  const { start, order, recall, undo, allDay, mute, settings, help } = commandKeys;
  const rows = [
    [['1', '…', '0', 'A', '…', placeKeys.at(-1) ?? ''], t('help.place')],
    [[start], t('help.start')],
    [[order], t('help.order')],
    [[undo], t('help.undo')],
    [[recall], t('help.recall')],
    [[allDay], t('help.allDay')],
    [[mute], t('help.mute')],
    [[settings], t('help.settings')],
    [[help], t('help.help')],
    [['←', '↑', '→', '↓'], t('help.arrows')],
    [['Esc'], t('help.escape')],
  ] as const;
  return (
    <Dialog {...props} title={t('help.title')} description={t('help.description')}>
      <dl className={styles.list}>
        {rows.map(([keys, text]) => (
          <div key={text} className={styles.row}>
            <dt className={styles.keys} dir="ltr">
              {keys.map((key) => (key === '…' ? key : <Kbd key={key}>{named(key)}</Kbd>))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

function named(key: string): string {
  return key.length === 1 ? key.toUpperCase() : key;
}
