/** A ticket on the board. */

import { type Ticket, TicketStatus } from '@sippy/proto/web/kitchen/v1/kitchen';
import { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import Ban from 'lucide-react/icons/ban';
import Flame from 'lucide-react/icons/flame';
import Pause from 'lucide-react/icons/pause';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { usualThresholds } from '../tickets/age.ts';
import { openCounts } from '../tickets/arrange.ts';
import { shownTicket } from '../tickets/lines.ts';
import { AgeMark, useAgeLevel } from './age-mark.tsx';
import { isFirm } from './firm-press.ts';
import { useKitchen, useKitchenState } from './kitchen.tsx';
import styles from './ticket-card.module.css';
import { Product, TicketLine, Wishes } from './ticket-line.tsx';

/** Which ticket, and the key that stands for its place. */
export interface TicketCardProps {
  ticketId: string;
  placeKey: string | undefined;
  stationName: string;
}

/** A ticket; renders again only when it changes itself. */
export const TicketCard = memo(function TicketCard({ ticketId, placeKey, stationName }: TicketCardProps) {
  const ticket = useKitchenState(({ shown }) => shown.get(ticketId));
  return ticket ? <Card ticket={ticket} placeKey={placeKey} stationName={stationName} /> : null;
});

function Card({ ticket, placeKey, stationName }: { ticket: Ticket } & Omit<TicketCardProps, 'ticketId'>) {
  const { t } = useTranslation('kds');
  const { thresholds } = useKitchen();
  const isHeld = ticket.status === TicketStatus.HELD;
  const since = isHeld ? undefined : ticket.fireTime;
  const level = useAgeLevel(since, thresholds.get(ticket.stationId) ?? usualThresholds);
  const { lines, held } = shownTicket(ticket);
  return (
    <article
      className={styles.card}
      data-level={since ? level : undefined}
      data-recalled={ticket.recalled || undefined}
      data-cancelled={ticket.status === TicketStatus.CANCELLED || undefined}
      data-held={isHeld || undefined}
      data-ticket={ticket.ticketId}
      aria-label={t('ticket.label', { number: ticket.orderNumber })}
    >
      <header className={styles.head}>
        {placeKey !== undefined && (
          <kbd className={styles.key} dir="ltr">
            {placeKey}
          </kbd>
        )}
        <h3 className={styles.number} dir="ltr">
          {ticket.orderNumber}
        </h3>
        {since && <AgeMark since={since} level={level} />}
      </header>
      <Where ticket={ticket} />
      {lines.length > 0 && (
        <ul className={styles.lines}>
          {lines.map((line) => (
            <TicketLine key={line.line.lineId} shown={line} />
          ))}
        </ul>
      )}
      {held.map(({ course, lines: waiting }, i) => (
        <section key={course} className={styles.held}>
          <h4 className={styles.course}>
            <Pause aria-hidden />
            {t('ticket.heldCourse', { course })}
          </h4>
          <ul>
            {waiting.map((line) => (
              <li key={line.lineId} className={styles.waiting}>
                <Product line={line} quantity={line.heldQuantity} />
                <Wishes line={line} />
              </li>
            ))}
          </ul>
          {i === 0 && <FireButton ticket={ticket} course={course} />}
        </section>
      ))}
      {!isHeld && <Work ticket={ticket} placeKey={placeKey} stationName={stationName} />}
    </article>
  );
}

const kinds: Readonly<Record<string, 'dineIn' | 'takeaway' | 'pickup'>> = {
  [OrderKind.DINE_IN]: 'dineIn',
  [OrderKind.TAKEAWAY]: 'takeaway',
  [OrderKind.PICKUP]: 'pickup',
};

function Where({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation('kds');
  const kind = kinds[ticket.orderKind];
  return (
    <p className={styles.where}>
      {ticket.status === TicketStatus.CANCELLED && (
        <strong className={styles.cancelled}>
          <Ban aria-hidden />
          {t('ticket.cancelled')}
        </strong>
      )}
      {ticket.recalled && (
        <strong className={styles.recalled}>
          <RotateCcw aria-hidden />
          {t('ticket.recalled')}
        </strong>
      )}
      {ticket.tableName && <strong>{t('ticket.table', { name: ticket.tableName })}</strong>}
      {kind && <span>{t(`ticket.kind.${kind}`)}</span>}
      {ticket.startTime && ticket.status === TicketStatus.OPEN && (
        <span className={styles.started}>{t('ticket.started')}</span>
      )}
    </p>
  );
}

function FireButton({ ticket, course }: { ticket: Ticket; course: number }) {
  const { t } = useTranslation('kds');
  const { actions } = useKitchen();
  return (
    <button
      type="button"
      className={styles.fire}
      data-focus-place
      aria-label={t('ticket.fireLabel', { course, number: ticket.orderNumber })}
      onClick={({ timeStamp }) => void (isFirm(timeStamp) && actions.fire(ticket.orderId, course))}
    >
      <Flame aria-hidden />
      {t('ticket.fire', { course })}
    </button>
  );
}

function Work({ ticket, placeKey, stationName }: { ticket: Ticket } & Omit<TicketCardProps, 'ticketId'>) {
  const { t } = useTranslation('kds');
  const { actions } = useKitchen();
  const stations = useKitchenState(({ shown }) => openCounts(shown).get(ticket.orderId) ?? 1);
  const isCancelled = ticket.status === TicketStatus.CANCELLED;
  const { ticketId, orderId, orderNumber: number } = ticket;
  const name =
    `ticket.${isCancelled ? 'seenLabel' : 'bumpLabel'}${placeKey === undefined ? '' : 'Key'}` as const;
  return (
    <footer className={styles.work}>
      {!isCancelled && !ticket.startTime && (
        <button
          type="button"
          className={styles.minor}
          aria-label={t('ticket.startLabel', { number })}
          onClick={({ timeStamp }) => void (isFirm(timeStamp) && actions.start(ticketId))}
        >
          {t('ticket.start')}
        </button>
      )}
      {stations > 1 && (
        <button
          type="button"
          className={styles.minor}
          aria-label={`${t('ticket.bumpOrder', { count: stations })}, ${t('ticket.label', { number })}`}
          onClick={({ timeStamp }) => void (isFirm(timeStamp) && actions.bumpOrder(orderId))}
        >
          {t('ticket.bumpOrder', { count: 1 })}
        </button>
      )}
      <button
        type="button"
        className={styles.bump}
        data-focus-place
        aria-label={t(name, { number, station: stationName, key: placeKey })}
        onClick={({ timeStamp }) => void (isFirm(timeStamp) && actions.bump(ticketId))}
      >
        {t(isCancelled ? 'ticket.seen' : 'ticket.bump')}
      </button>
    </footer>
  );
}
