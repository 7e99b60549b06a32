import { useSyncExternalStore } from 'react';

const minuteMs = 60_000;
const listeners = new Set<() => void>();
let minute = Math.floor(Date.now() / minuteMs);
let timer: ReturnType<typeof setTimeout> | undefined;

function tick() {
  minute = Math.floor(Date.now() / minuteMs);
  timer = setTimeout(tick, minuteMs - (Date.now() % minuteMs));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  if (timer === undefined) tick();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearTimeout(timer);
    timer = undefined;
  };
}

/** The minute that it is, in minutes since 1970; what shows it is drawn again when it changes. Dayparts go by it. */
export function useMinute(): number {
  return useSyncExternalStore(subscribe, () => minute);
}

/** The beginning of such a minute. */
export function startOfMinute(at: number): Date {
  return new Date(at * minuteMs);
}
