import { createStore, useStore } from 'zustand';

const storageKey = 'sippy.lockMinutes';

/** Bounds of the time after which a till locks, and what it is until somebody changes it; in minutes. */
export const lockBounds = { least: 1, most: 30, usual: 5 } as const;

/** Reads minutes as they are kept; anything that is no number within bounds counts as the usual. */
export function readMinutes(text: string | null): number {
  const minutes = Number(text ?? '');
  const { least, most, usual } = lockBounds;
  return Number.isInteger(minutes) && minutes >= least && minutes <= most ? minutes : usual;
}

const store = createStore(() => ({ minutes: readMinutes(localStorage.getItem(storageKey)) }));

/** Minutes without a touch after which this till locks. */
export const useLockMinutes = (): number => useStore(store, ({ minutes }) => minutes);

/** Sets them for this browser. */
export function setLockMinutes(minutes: number): void {
  localStorage.setItem(storageKey, String(minutes));
  store.setState({ minutes: readMinutes(String(minutes)) });
}
