import { TicketStatus } from '@sippy/proto/web/kitchen/v1/kitchen';
import { WatchTicketsResponse } from '@sippy/proto/web/kitchen/v1/kitchen_service';
import { describe, expect, it } from 'vitest';
import { offsetOf } from '../src/live/clock.ts';
import { createKitchenStore } from '../src/live/kitchen-store.ts';
import { createRequestIds } from '../src/live/request-ids.ts';
import { chosenStations, readSettings } from '../src/settings/settings.ts';
import { at, ticketOf } from './tickets.ts';

const { OPEN, BUMPED } = TicketStatus;

/** A store that has heard of one open ticket. */
function openKitchen() {
  const store = createKitchenStore();
  const value = { tickets: [ticketOf()] };
  store.hear(
    WatchTicketsResponse.fromPartial({ sequence: 7n, message: { $case: 'snapshot', value } }),
    at(0),
  );
  const status = () => store.getState().shown.get('ticket-1')?.status;
  return { store, status };
}

const bump = new Map([['ticket-1', { kind: 'bump', time: at(60) } as const]]);

describe('what the screen shows', () => {
  it('is what was asked for at once, and the ticket again when that failed', () => {
    const { store, status } = openKitchen();
    const token = store.ask(bump);
    expect(status()).toBe(BUMPED);
    store.settle(token);
    expect(status()).toBe(OPEN);
  });

  it('is the answer of the server once there is one', () => {
    const { store, status } = openKitchen();
    const token = store.ask(bump);
    const answer = ticketOf({ status: BUMPED, version: 2n, bumpTime: at(61) });
    store.learn([answer]);
    store.settle(token);
    expect(status()).toBe(BUMPED);
    expect(store.getState().shown.get('ticket-1')).toBe(answer);
  });

  it('follows the later of two actions whose answers are out: the end of the first one takes nothing back', () => {
    const { store, status } = openKitchen();
    const first = store.ask(bump);
    store.ask(new Map([['ticket-1', { kind: 'undo', before: ticketOf() } as const]]));
    store.learn([ticketOf({ status: BUMPED, version: 2n })]);
    store.settle(first);
    expect(status()).toBe(OPEN);
  });

  it('is stale from the last word of the server on, and not before there was one', () => {
    const silent = createKitchenStore();
    silent.setLive(false);
    expect(silent.getState().freshness).toBe('connecting');
    const { store } = openKitchen();
    store.setLive(false);
    expect(store.getState()).toMatchObject({ freshness: 'stale', heardAt: at(0) });
    const heartbeat = { sequence: 8n, message: { $case: 'heartbeat', value: {} } } as const;
    store.hear(WatchTicketsResponse.fromPartial(heartbeat), at(30));
    expect(store.getState().freshness).toBe('live');
  });
});

describe('the id of an action', () => {
  it('stays until the action is answered, over a reload too', () => {
    const storage = memoryStorage();
    const first = createRequestIds(storage).idOf('bump a@1');
    const reloaded = createRequestIds(storage);
    expect(reloaded.idOf('bump a@1')).toBe(first);
    expect(reloaded.idOf('bump b@1')).not.toBe(first);
    reloaded.answered('bump a@1');
    expect(createRequestIds(storage).idOf('bump a@1')).not.toBe(first);
  });

  it('is a new one where what was kept makes no sense', () => {
    const storage = memoryStorage();
    storage.setItem('sippy.kds.unanswered', '{');
    expect(createRequestIds(storage).idOf('bump a@1')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('the clock of the screen', () => {
  it("follows the server's where the two differ by more than an answer's date can say", () => {
    const sent = Date.parse('2026-03-02T08:00:00Z');
    expect(offsetOf('Mon, 02 Mar 2026 09:00:00 GMT', sent, sent + 100)).toBe(3_600_450);
    expect(offsetOf('Mon, 02 Mar 2026 08:00:01 GMT', sent, sent + 100)).toBe(0);
    expect(offsetOf(null, sent, sent)).toBe(0);
  });
});

describe('the settings of a screen', () => {
  it('are the usual ones where what was kept makes no sense', () => {
    const usual = readSettings(null);
    expect(usual).toMatchObject({ stationIds: [], size: 'auto', theme: 'dark', allDay: false });
    expect(readSettings('nonsense')).toEqual(usual);
    expect(readSettings('{"size":"900","theme":7,"stationIds":[1]}')).toEqual(usual);
  });

  it('show all stations where none was chosen, or none of the chosen ones is left', () => {
    const stations = [{ stationId: 'bar' }, { stationId: 'grill' }];
    expect(chosenStations(stations, [])).toBe(stations);
    expect(chosenStations(stations, ['gone'])).toBe(stations);
    expect(chosenStations(stations, ['grill'])).toEqual([{ stationId: 'grill' }]);
  });
});

function memoryStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    clear: () => kept.clear(),
    getItem: (key) => kept.get(key) ?? null,
    key: (i) => [...kept.keys()][i] ?? null,
    removeItem: (key) => void kept.delete(key),
    setItem: (key, value) => void kept.set(key, value),
  };
}
