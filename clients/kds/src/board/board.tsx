/** All tickets of the stations that are shown: one station fills the screen, several stand side by side. */
import { EmptyState } from '@sippy/ui/components/empty-state';
import { Spinner } from '@sippy/ui/components/spinner';
import ChefHat from 'lucide-react/icons/chef-hat';
import { memo, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './board.module.css';
import { useKitchenState, useSetting } from './kitchen.tsx';
import { keepFocus, notePlace } from './move-focus.ts';
import { TicketCard } from './ticket-card.tsx';
import type { Column } from './use-columns.ts';
import { useLanes } from './use-lanes.ts';

/** The board. */
export function Board(props: { columns: readonly Column[]; keys: ReadonlyMap<string, string> }) {
  const { columns, keys } = props;
  const size = useSetting('size');
  const isStale = useKitchenState(({ freshness }) => freshness === 'stale');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tickets that move are what may take the focus away
  useLayoutEffect(keepFocus, [columns]);
  return (
    <main
      className={styles.board}
      data-size={size}
      data-stale={isStale || undefined}
      data-single={columns.length === 1 || undefined}
      onFocus={({ target }) => notePlace(target)}
    >
      {columns.map((column) => (
        <StationColumn key={column.stationId} column={column} keys={keys} isOnly={columns.length === 1} />
      ))}
    </main>
  );
}

const StationColumn = memo(
  function StationColumn({ column, keys, isOnly }: ColumnProps) {
    const { t } = useTranslation('kds');
    const { name, ticketIds } = column;
    const list = useRef<HTMLDivElement>(null);
    useLanes(list, ticketIds);
    return (
      <section className={styles.station} aria-label={t('board.label', { station: name })}>
        {!isOnly && (
          <header className={styles.stationHead}>
            <h2 className={styles.name}>{name}</h2>
            <span className={styles.count}>{t('board.open', { count: ticketIds.length })}</span>
          </header>
        )}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
        <div ref={list} className={styles.tickets} tabIndex={0}>
          {ticketIds.map((ticketId) => (
            <TicketCard key={ticketId} ticketId={ticketId} placeKey={keys.get(ticketId)} stationName={name} />
          ))}
          {ticketIds.length === 0 && <Nothing />}
        </div>
      </section>
    );
  },
  // Keys of other stations are none of its business.
  (a, b) =>
    a.column === b.column &&
    a.isOnly === b.isOnly &&
    (a.keys === b.keys || a.column.ticketIds.every((id) => a.keys.get(id) === b.keys.get(id))),
);

interface ColumnProps {
  column: Column;
  keys: ReadonlyMap<string, string>;
  isOnly: boolean;
}

function Nothing() {
  const { t } = useTranslation('kds');
  const freshness = useKitchenState((state) => state.freshness);
  if (freshness === 'connecting') return <Spinner label={t('board.loading')} size="l" />;
  return <EmptyState icon={<ChefHat aria-hidden />} title={t('board.empty')} />;
}
