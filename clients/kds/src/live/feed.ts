/** Keeps the store up with the kitchen: one stream, resumed where it ended, and the word on whether it can be trusted. */
import { TicketStatus } from '@sippy/proto/web/kitchen/v1/kitchen';
import type { WatchTicketsResponse } from '@sippy/proto/web/kitchen/v1/kitchen_service';
import { type Sippy, watchTickets } from '@sippy/sdk/web';
import type { Connection } from '@sippy/ui/connection/connection';
import { isActive } from '../tickets/book.ts';
import { type News, newsOf } from '../tickets/news.ts';
import type { KitchenStore } from './kitchen-store.ts';

/** What the feed works with. */
export interface FeedOptions {
  sippy: Pick<Sippy, 'kitchen'>;
  cafeId: string;
  store: KitchenStore;
  connection: Connection;
  /** Told of what a cook has to hear; not of what was there before, nor of what this screen did itself. */
  onNews(news: News, stationId: string): void;
}

/** A stream that ends well is back within this; only a longer absence is worth a warning. */
const graceMs = 1000;
const refusedPauseMs = 5000;
/** More than a recall list needs. */
const bumpedTickets = 40;

/** Begins to follow the kitchen; returns what ends it. */
export function followKitchen({ sippy, cafeId, store, connection, onNews }: FeedOptions): () => void {
  let current: AbortController | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let warning: ReturnType<typeof setTimeout> | undefined;

  const onLive = (live: boolean) => {
    clearTimeout(warning);
    if (!live) warning = setTimeout(() => store.setLive(false), graceMs);
  };
  const open = async () => {
    clearTimeout(again);
    current?.abort();
    const mine = new AbortController();
    current = mine;
    try {
      const options = { signal: mine.signal, afterSequence: store.getState().book.sequence, onLive };
      for await (const message of watchTickets(sippy, { cafeId, stationIds: [] }, options)) {
        if (mine.signal.aborted) return;
        clearTimeout(warning);
        take(message);
        // A stream may go on for a while although nothing else comes through: what it says counts, but proves nothing.
        if (!connection.state().online) store.setLive(false);
        if (message.message?.$case === 'snapshot') void learnBumped(mine.signal);
      }
    } catch {
      if (mine.signal.aborted) return;
      store.refuse();
      again = setTimeout(open, refusedPauseMs);
    }
  };
  const take = (message: WatchTicketsResponse) => {
    if (message.message?.$case !== 'ticket') return store.hear(message, new Date());
    const { ticketId } = message.message.value;
    const before = store.getState().shown.get(ticketId);
    const version = store.getState().book.tickets.get(ticketId)?.version;
    store.hear(message, new Date());
    const { shown, questions, book } = store.getState();
    const after = shown.get(ticketId);
    if (!after || !isActive(after) || questions.has(ticketId)) return;
    if (book.tickets.get(ticketId)?.version === version) return;
    const news = newsOf(before, after);
    if (news) onNews(news, after.stationId);
  };
  // The snapshot holds no bumped tickets; without them the recall list begins empty, which harms nobody.
  const learnBumped = async (signal: AbortSignal) => {
    const request = { cafeId, statuses: [TicketStatus.BUMPED], page: { pageSize: bumpedTickets } };
    const answer = await sippy.kitchen.listTickets(request, { signal }).catch(() => undefined);
    if (answer) store.learn(answer.tickets);
  };
  const onConnection = () => {
    clearTimeout(warning);
    if (connection.state().online) void open();
    else store.setLive(false);
  };

  const unsubscribe = connection.subscribe(onConnection);
  void open();
  return () => {
    unsubscribe();
    clearTimeout(again);
    clearTimeout(warning);
    current?.abort();
  };
}
