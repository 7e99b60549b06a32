/** What was done lately, and the way to bring it back. */
import type { Ticket } from '@sippy/proto/web/kitchen/v1/kitchen';
import { Button } from '@sippy/ui/components/button';
import { EmptyState } from '@sippy/ui/components/empty-state';
import { List, ListRow } from '@sippy/ui/components/list';
import { Sheet } from '@sippy/ui/components/sheet';
import { formatTime } from '@sippy/ui/format/time';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useKitchen, useKitchenState } from '../board/kitchen.tsx';
import { recallable } from '../tickets/arrange.ts';

const mostShown = 30;

/** The list of recently bumped tickets of the stations that are shown. It closes with a recall: one touch fewer. */
export function RecallSheet(props: { open: boolean; onOpenChange(open: boolean): void }) {
  const { t } = useTranslation('kds');
  return (
    <Sheet {...props} size="l" title={t('recall.title')} description={t('recall.description')}>
      <Recent onRecalled={() => props.onOpenChange(false)} />
    </Sheet>
  );
}

function Recent({ onRecalled }: { onRecalled(): void }) {
  const { t } = useTranslation('kds');
  const { shownStations } = useKitchen();
  const shown = useKitchenState((state) => state.shown);
  const tickets = useMemo(() => {
    const stationIds = new Set(shownStations.map(({ stationId }) => stationId));
    return recallable(shown.values(), stationIds).slice(0, mostShown);
  }, [shown, shownStations]);
  if (tickets.length === 0) return <EmptyState title={t('recall.empty')} />;
  return (
    <List label={t('recall.title')}>
      {tickets.map((ticket) => (
        <Row key={ticket.ticketId} ticket={ticket} onRecalled={onRecalled} />
      ))}
    </List>
  );
}

function Row({ ticket, onRecalled }: { ticket: Ticket; onRecalled(): void }) {
  const { t, i18n } = useTranslation('kds');
  const { stations, zone, recall } = useKitchen();
  const { orderNumber: number, stationId, bumpTime, lines } = ticket;
  const station = stations.find((each) => each.stationId === stationId)?.name ?? '';
  const time = bumpTime ? formatTime(bumpTime, zone, i18n.language) : '';
  const made = lines
    .filter(({ madeQuantity }) => madeQuantity > 0)
    .map((line) => `${t('line.times', { quantity: line.madeQuantity })} ${line.productName}`);
  return (
    <ListRow
      title={`${t('ticket.label', { number })} · ${t('recall.at', { station, time })}`}
      detail={made.join(', ')}
      actions={
        <Button
          size="l"
          icon={<RotateCcw aria-hidden />}
          aria-label={t('recall.buttonLabel', { number })}
          onClick={() => {
            recall(ticket);
            onRecalled();
          }}
        >
          {t('recall.button')}
        </Button>
      }
    />
  );
}
