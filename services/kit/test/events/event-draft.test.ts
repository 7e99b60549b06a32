import { describe, expect, it } from 'vitest';
import { delivery } from '../../src/events/event-delivery.ts';
import { draftEvent, subjectOf } from '../../src/events/event-draft.ts';
import { newId } from '../../src/ids.ts';
import { testCall, testPrincipal } from '../../src/testing/testing.ts';
import { fact } from '../fixtures.ts';

describe('an event', () => {
  it('says who caused it, and joins the trail of the call', () => {
    const call = testCall({ principal: testPrincipal({ kind: 'staff' }), traceparent: '00-a-b-01' });
    const cafeId = newId();
    const draft = draftEvent('alpha', call, fact(1, { cafeId, organisationId: newId() }));
    const { event } = delivery(draft.envelope);
    expect(event).toMatchObject({
      eventId: draft.id,
      source: 'alpha',
      correlationId: call.correlationId,
      traceparent: call.traceparent,
      actorKind: 'ACTOR_KIND_STAFF',
      actorId: call.principal.id,
      cafeId,
    });
    expect(draft.subject).toBe(`sippy.alpha.happened.${cafeId}`);
  });

  it('on a service’s own account has the service as its actor, and begins a trail', () => {
    const { event } = delivery(draftEvent('alpha', undefined, fact(1)).envelope);
    expect(event).toMatchObject({
      actorKind: 'ACTOR_KIND_SERVICE',
      actorId: 'alpha',
      correlationId: event.eventId,
    });
  });

  it('too large for the stream is refused before it is written', () => {
    const large = fact(1, { payload: new Uint8Array(300_000) });
    expect(() => draftEvent('alpha', undefined, large)).toThrow(/an event of/);
  });

  it('after one that could not be encoded is whole', () => {
    const broken = fact(1, { aggregate: { type: 'alpha', id: newId(), version: 2n ** 70n } });
    expect(() => draftEvent('alpha', undefined, broken)).toThrow();
    const draft = draftEvent('alpha', undefined, fact(7));
    expect(Buffer.from(delivery(draft.envelope).event.payload).toString()).toBe('7');
  });

  it('travels under its domain, whatever it is about', () => {
    expect(subjectOf('order', 'order.created')).toBe('sippy.order.created');
    expect(subjectOf('kitchen', 'ticket.fired')).toBe('sippy.kitchen.ticket_fired');
  });
});
