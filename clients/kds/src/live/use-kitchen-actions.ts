/** The actions of the board with their words: an undo for five seconds, and a sentence for each that failed. */
import type { Ticket } from '@sippy/proto/web/kitchen/v1/kitchen';
import { TicketStatus } from '@sippy/proto/web/kitchen/v1/kitchen';
import type { Sippy } from '@sippy/sdk/web';
import { say } from '@sippy/ui/components/live-region';
import { useToasts } from '@sippy/ui/components/toast';
import type { Connection } from '@sippy/ui/connection/connection';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { createActions } from './actions.ts';
import type { KitchenStore } from './kitchen-store.ts';
import { createRequestIds } from './request-ids.ts';

/** How long a bump can be taken back. */
const undoMs = 5000;

interface Bumped {
  readonly before: readonly Ticket[];
  readonly atMs: number;
  readonly toast: string;
}

/** Makes the actions of one kitchen and tells of them in toasts. */
export function useKitchenActions(options: {
  sippy: Sippy;
  cafeId: string;
  store: KitchenStore;
  connection: Connection;
}) {
  const { sippy, cafeId, store, connection } = options;
  const { t } = useTranslation('kds');
  const toasts = useToasts();
  const words = useRef({ t, toasts });
  words.current = { t, toasts };
  const bumped = useRef<Bumped[]>([]);
  return useMemo(() => {
    const tell = () => words.current;
    const undo = (one: Bumped) => {
      bumped.current = bumped.current.filter((each) => each !== one);
      tell().toasts.close(one.toast);
      void actions.undo(one.before);
    };
    const onBumped = (before: readonly Ticket[]) => {
      const [first] = before;
      if (!first) return;
      const isSeen = before.every(({ status }) => status === TicketStatus.CANCELLED);
      const text = tell().t(isSeen ? 'said.seen' : 'said.bumped', { number: first.orderNumber });
      const toast = tell().toasts.show({ text, undo: () => undo(one), tone: 'ok', forMs: undoMs });
      const one: Bumped = { before, atMs: performance.now(), toast };
      bumped.current = [...bumped.current.slice(-9), one];
    };
    const actions = createActions({
      ...{ sippy, cafeId, store, connection, onBumped },
      requestIds: createRequestIds(sessionStorage),
      onFailed({ kind, orderNumber: number, why }) {
        if (kind === 'bump') forget(number);
        const text =
          why === 'forbidden'
            ? tell().t('failed.forbidden', { number })
            : tell().t(`failed.${why}.${kind}`, { number });
        tell().toasts.show({ text, tone: 'danger', forMs: 8000 });
      },
    });
    // What did not happen cannot be taken back.
    const forget = (number: string) => {
      const failed = bumped.current.filter(({ before }) => before[0]?.orderNumber === number);
      for (const { toast } of failed) tell().toasts.close(toast);
      bumped.current = bumped.current.filter((each) => !failed.includes(each));
    };
    return {
      actions,
      undoLast() {
        const last = bumped.current.at(-1);
        if (last && performance.now() - last.atMs <= undoMs) undo(last);
        else say(tell().t('said.noUndo'));
        return last !== undefined;
      },
      recall(ticket: Ticket) {
        say(tell().t('said.recalled', { number: ticket.orderNumber }));
        void actions.recall(ticket.ticketId);
      },
    };
  }, [sippy, cafeId, store, connection]);
}
