/** One line of a ticket: how many of what, and what an edit did to it. */
import type { TicketLine as Line, TicketModifier } from '@sippy/proto/web/kitchen/v1/kitchen';
import Check from 'lucide-react/icons/check';
import Pencil from 'lucide-react/icons/pencil';
import { useTranslation } from 'react-i18next';
import type { ShownLine } from '../tickets/lines.ts';
import styles from './ticket-line.module.css';

/** A line that is to be made, was taken back, or is made already. */
export function TicketLine({ shown }: { shown: ShownLine }) {
  const { t } = useTranslation('kds');
  const { line, open, added, withdrawn, changed, made } = shown;
  const isGone = open === 0 && withdrawn > 0;
  const isMade = open === 0 && withdrawn === 0;
  return (
    <li className={styles.line} data-made={isMade || undefined}>
      {open > 0 && <Product line={line} quantity={open} />}
      {isGone && (
        <del className={styles.struck}>
          <Product line={line} quantity={withdrawn} />
        </del>
      )}
      {isMade && <Product line={line} quantity={made} />}
      {open > 0 && <Wishes line={line} />}
      <span className={styles.marks}>
        {withdrawn > 0 && (
          <span className={styles.withdrawn}>{t('line.withdrawn', { quantity: withdrawn })}</span>
        )}
        {added > 0 && <span className={styles.added}>{t('line.added', { quantity: added })}</span>}
        {changed && (
          <span className={styles.changed}>
            <Pencil aria-hidden />
            {t('line.changed')}
          </span>
        )}
        {made > 0 && (
          <span className={styles.done}>
            <Check aria-hidden />
            {t('line.made', { quantity: made })}
          </span>
        )}
      </span>
    </li>
  );
}

/** How many of which product. */
export function Product({ line, quantity }: { line: Line; quantity: number }) {
  const { t } = useTranslation('kds');
  return (
    <span className={styles.product}>
      <span className={styles.quantity} data-many={quantity > 1 || undefined}>
        {t('line.times', { quantity })}
      </span>
      <span className={styles.name}>
        {line.productName}
        {line.variantName && <span className={styles.variant}> {line.variantName}</span>}
      </span>
    </span>
  );
}

/** What was chosen and asked for. */
export function Wishes({ line }: { line: Readonly<{ modifiers: readonly TicketModifier[]; note: string }> }) {
  const { t } = useTranslation('kds');
  if (line.modifiers.length === 0 && !line.note) return null;
  return (
    <span className={styles.wishes}>
      {line.modifiers.map(({ name, quantity }) => (
        <span key={name} className={styles.modifier}>
          {quantity > 1 && `${t('line.times', { quantity })} `}
          {name}
        </span>
      ))}
      {line.note && <q className={styles.note}>{line.note}</q>}
    </span>
  );
}
