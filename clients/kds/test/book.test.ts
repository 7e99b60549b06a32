import { type Ticket, TicketStatus } from '@sippy/proto/web/kitchen/v1/kitchen';
import { WatchTicketsResponse } from '@sippy/proto/web/kitchen/v1/kitchen_service';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Book, emptyBook, isActive, withMessage, withTickets } from '../src/tickets/book.ts';
import { at, ticketOf } from './tickets.ts';

const { OPEN, HELD, BUMPED, CANCELLED, CLOSED } = TicketStatus;

function told(sequence: number, ticket: Ticket): WatchTicketsResponse {
  return WatchTicketsResponse.fromPartial({
    sequence: BigInt(sequence),
    message: { $case: 'ticket', value: ticket },
  });
}

function snapshot(sequence: number, tickets: readonly Ticket[]): WatchTicketsResponse {
  return WatchTicketsResponse.fromPartial({
    sequence: BigInt(sequence),
    message: { $case: 'snapshot', value: { tickets: [...tickets] } },
  });
}

const hear = (messages: readonly WatchTicketsResponse[], book: Book = emptyBook) =>
  messages.reduce(withMessage, book);

/** What a cook sees, in no order. */
const active = ({ tickets }: Book) => new Set([...tickets.values()].filter(isActive));

/** What happens to some tickets: each step is the next version of one of them. */
const history = fc
  .array(
    fc.record({
      id: fc.integer({ min: 0, max: 5 }),
      status: fc.constantFrom(OPEN, HELD, BUMPED, CANCELLED, CLOSED),
    }),
    {
      minLength: 1,
      maxLength: 25,
    },
  )
  .map((steps) => {
    const versions = new Map<number, bigint>();
    return steps.map(({ id, status }, i) => {
      const version = (versions.get(id) ?? 0n) + 1n;
      versions.set(id, version);
      const bumpTime = status === BUMPED ? at(i) : undefined;
      return told(i + 1, ticketOf({ ticketId: `ticket-${id}`, status, version, bumpTime }));
    });
  });

const ticketIn = ({ message }: WatchTicketsResponse) =>
  message?.$case === 'ticket' ? message.value : ticketOf();

/** The newest version of each ticket after some steps. */
function truth(steps: readonly WatchTicketsResponse[]): Ticket[] {
  return [...new Map(steps.map((step) => [ticketIn(step).ticketId, ticketIn(step)])).values()];
}

describe('what a screen knows of the kitchen', () => {
  it('is the same whatever the order and repetition in which it was told', () => {
    const shuffled = history.chain((steps) =>
      fc.record({
        steps: fc.constant(steps),
        repeated: fc.subarray([...steps, ...steps]),
        order: fc.infiniteStream(fc.nat()),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ steps, repeated, order }) => {
        const ranked = [...steps, ...repeated].map((message) => ({
          message,
          rank: order.next().value as number,
        }));
        const mixed = ranked.sort((a, b) => a.rank - b.rank).map(({ message }) => message);
        const book = hear(mixed);
        expect(book.sequence).toBe(BigInt(steps.length));
        expect(new Set(book.tickets.values())).toEqual(new Set(hear(steps).tickets.values()));
        expect(active(book)).toEqual(new Set(truth(steps).filter(isActive)));
      }),
    );
  });

  it('is the same when it comes late or again and begins with a snapshot, and old messages come after that', () => {
    const parts = history.chain((steps) =>
      fc.record({
        steps: fc.constant(steps),
        before: fc.subarray(steps),
        cut: fc.integer({ min: 0, max: steps.length }),
        late: fc.subarray(steps),
      }),
    );
    fc.assert(
      fc.property(parts, ({ steps, before, cut, late }) => {
        const heard = before.filter(({ sequence }) => sequence <= BigInt(cut));
        const whole = truth(steps.slice(0, cut)).filter(isActive);
        const after = [...steps.slice(cut), ...late];
        const book = hear([
          ...heard,
          snapshot(cut, whole),
          ...late.filter(({ sequence }) => sequence < BigInt(cut)),
          ...after,
        ]);
        expect(active(book)).toEqual(new Set(truth(steps).filter(isActive)));
      }),
    );
  });

  it('takes the answer of a call and the stream in either order', () => {
    const open = ticketOf({ version: 1n });
    const bumped = ticketOf({ version: 2n, status: BUMPED, bumpTime: at(60) });
    const answerFirst = hear([told(2, bumped)], withTickets(hear([snapshot(1, [open])]), [bumped]));
    const streamFirst = withTickets(hear([snapshot(1, [open]), told(2, bumped)]), [bumped]);
    expect(answerFirst).toEqual(streamFirst);
    expect(active(answerFirst).size).toBe(0);
  });

  it('changes nothing that is shown when a message says nothing new', () => {
    const book = hear([snapshot(3, [ticketOf()])]);
    expect(hear([told(4, ticketOf())], book).tickets).toBe(book.tickets);
  });

  it('believes a log that is younger than itself, as after a restored backup', () => {
    const book = hear([snapshot(50, [ticketOf({ version: 9n })])]);
    const restored = ticketOf({ version: 4n });
    expect(active(hear([snapshot(20, [restored])], book))).toEqual(new Set([restored]));
  });

  it('keeps only so many bumped tickets as a recall list shows, the latest', () => {
    const bumped = Array.from({ length: 90 }, (_, i) =>
      ticketOf({ ticketId: `ticket-${i}`, status: BUMPED, bumpTime: at(i) }),
    );
    const { tickets } = withTickets(emptyBook, bumped);
    expect(tickets.size).toBe(60);
    expect(tickets.has('ticket-89')).toBe(true);
    expect(tickets.has('ticket-0')).toBe(false);
  });
});
