/** What a cook does to tickets: shown at once, sent in order, and taken back with a word if the server does not do it. */
import type { Ticket } from '@sippy/proto/web/kitchen/v1/kitchen';
import { type Sippy, SippyError } from '@sippy/sdk/web';
import type { Connection } from '@sippy/ui/connection/connection';
import { isToBump, openTicketsOf } from '../tickets/arrange.ts';
import type { Asked } from '../tickets/expect.ts';
import type { KitchenStore } from './kitchen-store.ts';
import type { RequestIds } from './request-ids.ts';

/** What was tried. */
export type ActionKind = Asked['kind'];

/** How an action ended that did not go through. */
export interface Failure {
  readonly kind: ActionKind;
  readonly orderNumber: string;
  /** No answer came, so that pressing again is right; the server said no; or this screen may not do it. */
  readonly why: 'unanswered' | 'refused' | 'forbidden';
}

/** What the actions work with. */
export interface ActionOptions {
  sippy: Pick<Sippy, 'kitchen'>;
  cafeId: string;
  store: KitchenStore;
  connection: Pick<Connection, 'report'>;
  requestIds: RequestIds;
  /** Told of tickets, as they were, that were bumped just now. */
  onBumped(before: readonly Ticket[]): void;
  onFailed(failure: Failure): void;
}

/** The actions. None of them rejects. */
export interface KitchenActions {
  start(ticketId: string): Promise<void>;
  bump(ticketId: string): Promise<void>;
  /** Bumps all tickets of an order, over all stations. */
  bumpOrder(orderId: string): Promise<void>;
  recall(ticketId: string): Promise<void>;
  /** Takes bumps back; `before` are the tickets as they were before. */
  undo(before: readonly Ticket[]): Promise<void>;
  /** Fires what an order holds, up to a course. */
  fire(orderId: string, course: number): Promise<void>;
}

/** Makes the actions of one kitchen. */
export function createActions(options: ActionOptions): KitchenActions {
  const { sippy, cafeId, store, requestIds } = options;
  const { kitchen } = sippy;
  /** Actions on one order follow each other: the server never hears an undo before its bump. */
  const queues = new Map<string, Promise<unknown>>();
  const shown = (ticketId: string) => store.getState().shown.get(ticketId);

  const act = async (
    tickets: readonly Ticket[],
    asked: (ticket: Ticket) => Asked,
    call: (requestId: string) => Promise<readonly (Ticket | undefined)[]>,
  ): Promise<void> => {
    const [first] = tickets;
    if (!first) return;
    const questions = new Map(tickets.map((ticket) => [ticket.ticketId, asked(ticket)]));
    const kind = asked(first).kind;
    const versions = tickets.map(({ ticketId, version }) => `${ticketId}@${version}`).join();
    const action = `${kind} ${versions}`;
    const token = store.ask(questions);
    const before = queues.get(first.orderId) ?? Promise.resolve();
    const mine = before.then(async () => {
      try {
        const answer = await call(requestIds.idOf(action));
        requestIds.answered(action);
        store.learn(answer.filter((ticket) => ticket !== undefined));
        options.connection.report(true);
      } catch (error) {
        const why = whyOf(error);
        if (why !== 'unanswered') requestIds.answered(action);
        options.connection.report(why !== 'unanswered');
        if (!isDoneAnyway(kind, error)) options.onFailed({ kind, orderNumber: first.orderNumber, why });
      } finally {
        store.settle(token);
      }
    });
    queues.set(first.orderId, mine);
    await mine;
    if (queues.get(first.orderId) === mine) queues.delete(first.orderId);
  };

  return {
    async start(ticketId) {
      const ticket = shown(ticketId);
      if (!ticket || !isToBump(ticket) || ticket.startTime) return;
      await act([ticket], now('start'), async (requestId) => [
        (await kitchen.startTicket({ requestId, ticketId }, patience)).ticket,
      ]);
    },
    async bump(ticketId) {
      const ticket = shown(ticketId);
      if (!ticket || !isToBump(ticket)) return;
      options.onBumped([ticket]);
      await act([ticket], now('bump'), async (requestId) => [
        (await kitchen.bumpTicket({ requestId, ticketId }, patience)).ticket,
      ]);
    },
    async bumpOrder(orderId) {
      const tickets = openTicketsOf(store.getState().shown.values(), orderId);
      if (tickets.length === 0) return;
      options.onBumped(tickets);
      await act(
        tickets,
        now('bump'),
        async (requestId) => (await kitchen.bumpOrder({ requestId, cafeId, orderId }, patience)).tickets,
      );
    },
    async recall(ticketId) {
      const ticket = shown(ticketId);
      if (!ticket) return;
      await act([ticket], now('recall'), async (requestId) => [
        (await kitchen.recallTicket({ requestId, ticketId }, patience)).ticket,
      ]);
    },
    async undo(before) {
      await Promise.all(
        before.map((ticket) => {
          const { ticketId } = ticket;
          return act(
            [ticket],
            () => ({ kind: 'undo', before: ticket }),
            async (requestId) => {
              // The bump itself may have failed, and then there is nothing to take back.
              const known = store.getState().book.tickets.get(ticketId);
              if (known && isToBump(known)) return [];
              return [(await kitchen.undoBump({ requestId, ticketId }, patience)).ticket];
            },
          );
        }),
      );
    },
    async fire(orderId, course) {
      const tickets = [...store.getState().shown.values()].filter(
        (ticket) => ticket.orderId === orderId && holds(ticket, course),
      );
      const time = new Date();
      await act(
        tickets,
        () => ({ kind: 'fire', course, time }),
        async (requestId) =>
          (await kitchen.fireCourse({ requestId, cafeId, orderId, course }, patience)).tickets,
      );
    },
  };
}

/** A cook does not wait longer to hear that it did not work. */
const patience = { timeoutMs: 5000 };

function holds({ lines }: Ticket, upTo: number): boolean {
  return lines.some(({ course, heldQuantity }) => course <= upTo && heldQuantity > 0);
}

function now(kind: 'start' | 'bump' | 'recall'): () => Asked {
  const asked = { kind, time: new Date() };
  return () => asked;
}

/** Two displays, one ticket: somebody else has done what was asked for. */
function isDoneAnyway(kind: ActionKind, error: unknown): boolean {
  if (kind !== 'bump' || !(error instanceof SippyError)) return false;
  return error.metadata.status === 'BUMPED' || error.metadata.status === 'CLOSED';
}

const unanswered: ReadonlySet<string> = new Set([
  ...['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'CANCELLED', 'INTERNAL', 'UNKNOWN', 'RESOURCE_EXHAUSTED'],
]);

function whyOf(error: unknown): Failure['why'] {
  if (!(error instanceof SippyError) || unanswered.has(error.code)) return 'unanswered';
  return error.code === 'PERMISSION_DENIED' || error.code === 'UNAUTHENTICATED' ? 'forbidden' : 'refused';
}
