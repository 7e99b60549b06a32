import { type Consumer, decodePayload, type Event } from '@sippy/kit/events';
import { StaffCreated, StaffUpdated } from '@sippy/proto/auth/v1/auth_event';
import type { LoyaltyContext } from '../context.ts';
import { keepStaffAccounts } from '../store/staff-accounts.ts';

const payloads: Readonly<Record<string, { decode(bytes: Uint8Array): { staffId: string; userId: string } }>> =
  { 'staff.created': StaffCreated, 'staff.updated': StaffUpdated };

/** Keeps which account each member of staff has. Order and repetition of events do not matter. */
export function onStaff(_ctx: LoyaltyContext): Consumer {
  return {
    name: 'loyalty-staff',
    stream: 'auth',
    types: Object.keys(payloads),
    async apply(tx, events) {
      const newest = new Map<string, Event>();
      for (const event of events) {
        const known = newest.get(event.aggregateId);
        if (!known || known.aggregateVersion < event.aggregateVersion) newest.set(event.aggregateId, event);
      }
      await keepStaffAccounts(tx, [...newest.values()].flatMap(accountOf));
    },
  };
}

function accountOf(event: Event) {
  const codec = payloads[event.type];
  if (!codec) return [];
  const { staffId, userId } = decodePayload(event, codec);
  return [{ staffId, userId: userId || null, version: event.aggregateVersion }];
}
