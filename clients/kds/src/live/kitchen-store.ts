/** The state of the kitchen as this screen shows it: the server's word, and what was asked but is not answered. */
import type { Ticket } from '@sippy/proto/web/kitchen/v1/kitchen';
import type { WatchTicketsResponse } from '@sippy/proto/web/kitchen/v1/kitchen_service';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Book, emptyBook, withMessage, withTickets } from '../tickets/book.ts';
import { type Asked, expected } from '../tickets/expect.ts';

/** Whether what is shown is what is: not known yet, yes, or only up to the last word. */
export type Freshness = 'connecting' | 'live' | 'stale';

/** What was asked of a ticket; `token` tells two questions apart. */
interface Question {
  readonly asked: Asked;
  readonly token: symbol;
}

/** What the screen knows. */
export interface KitchenState {
  readonly book: Book;
  readonly questions: ReadonlyMap<string, Question>;
  /** Tickets as they are shown: the book's, as they will be once questions are answered. */
  readonly shown: ReadonlyMap<string, Ticket>;
  readonly freshness: Freshness;
  /** The server does not let this screen see the kitchen. */
  readonly refused: boolean;
  /** When the server was last heard; undefined before its first word. */
  readonly heardAt: Date | undefined;
}

/** The store and all that may happen to it. */
export interface KitchenStore extends StoreApi<KitchenState> {
  /** Takes a message of the stream in. */
  hear(message: WatchTicketsResponse, at: Date): void;
  /** Takes tickets of an answer in. */
  learn(tickets: readonly Ticket[]): void;
  /** Shows what was asked of tickets at once. The token ends it. */
  ask(asked: ReadonlyMap<string, Asked>): symbol;
  /** The question is answered, or will not be: the server's word counts again. */
  settle(token: symbol): void;
  /** Says whether the stream lives. */
  setLive(live: boolean): void;
  /** The server refused the stream. */
  refuse(): void;
}

/** Makes the store of one kitchen. */
export function createKitchenStore(): KitchenStore {
  const store = createStore<KitchenState>(() => ({
    book: emptyBook,
    questions: new Map(),
    shown: new Map(),
    freshness: 'connecting',
    refused: false,
    heardAt: undefined,
  }));
  const show = (book: Book, questions: ReadonlyMap<string, Question>) => ({
    book,
    questions,
    shown: shownTickets(book, questions),
  });
  const update = (book: Book, also: Partial<KitchenState> = {}) => {
    const { book: before, questions } = store.getState();
    if (book.tickets !== before.tickets) store.setState({ ...show(book, questions), ...also });
    else store.setState({ book, ...also });
  };
  return Object.assign(store, {
    hear(message: WatchTicketsResponse, at: Date) {
      update(withMessage(store.getState().book, message), { heardAt: at, freshness: 'live', refused: false });
    },
    learn(tickets: readonly Ticket[]) {
      update(withTickets(store.getState().book, tickets));
    },
    ask(asked: ReadonlyMap<string, Asked>) {
      const token = Symbol('question');
      const { book, questions } = store.getState();
      const next = new Map(questions);
      for (const [ticketId, one] of asked) next.set(ticketId, { asked: one, token });
      store.setState(show(book, next));
      return token;
    },
    settle(token: symbol) {
      const { book, questions } = store.getState();
      const left = new Map([...questions].filter(([, question]) => question.token !== token));
      if (left.size < questions.size) store.setState(show(book, left));
    },
    setLive(live: boolean) {
      const { freshness, heardAt } = store.getState();
      const next = live ? 'live' : heardAt ? 'stale' : 'connecting';
      if (next !== freshness) store.setState({ freshness: next });
    },
    refuse() {
      store.setState({ refused: true, freshness: store.getState().heardAt ? 'stale' : 'connecting' });
    },
  });
}

function shownTickets(
  { tickets }: Book,
  questions: ReadonlyMap<string, Question>,
): ReadonlyMap<string, Ticket> {
  if (questions.size === 0) return tickets;
  return new Map(
    [...tickets].map(([ticketId, ticket]) => {
      const question = questions.get(ticketId);
      return [ticketId, question ? expected(ticket, question.asked) : ticket];
    }),
  );
}
