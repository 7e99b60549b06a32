/** What was chosen for this screen, kept in its browser. */
import { createStore } from 'zustand/vanilla';

/** Sizes of what stands on tickets, in per cent; `auto` goes by the screen. */
export const sizes = ['auto', '100', '125', '150', '200', '250'] as const;

/** One of the sizes. */
export type Size = (typeof sizes)[number];

/** Colours of this screen; kitchens are dark unless they say otherwise. */
export const kitchenThemes = ['dark', 'light', 'contrast'] as const;

/** One of them. */
export type KitchenTheme = (typeof kitchenThemes)[number];

/** What can be chosen. */
export interface Settings {
  /** Stations that are shown; none means all. */
  readonly stationIds: readonly string[];
  readonly size: Size;
  readonly theme: KitchenTheme;
  /** Whether the counts of the day stand beside the tickets. */
  readonly allDay: boolean;
  /** Until when the sound is off, in epoch milliseconds. */
  readonly mutedUntilMs?: number | undefined;
}

const storageKey = 'sippy.kds.settings';
const usual: Settings = { stationIds: [], size: 'auto', theme: 'dark', allDay: false };

/** The settings; changes are kept at once. One a page. */
export function createSettings(storage: Storage) {
  const store = createStore<Settings>(() => readSettings(storage.getItem(storageKey)));
  store.subscribe((settings) => storage.setItem(storageKey, JSON.stringify(settings)));
  return store;
}

/** The store of the settings. */
export type SettingsStore = ReturnType<typeof createSettings>;

/** What was kept, as far as it still makes sense. */
export function readSettings(kept: string | null): Settings {
  try {
    const { stationIds, size, theme, allDay, mutedUntilMs } = JSON.parse(kept ?? '{}') as Partial<Settings>;
    return {
      stationIds: Array.isArray(stationIds) ? stationIds.filter((id) => typeof id === 'string') : [],
      size: sizes.find((one) => one === size) ?? usual.size,
      theme: kitchenThemes.find((one) => one === theme) ?? usual.theme,
      allDay: allDay === true,
      mutedUntilMs: typeof mutedUntilMs === 'number' ? mutedUntilMs : undefined,
    };
  } catch {
    return usual;
  }
}

/** The stations to show, of those that there are: all of them if none that was chosen is left. */
export function chosenStations<S extends { stationId: string }>(
  stations: readonly S[],
  chosen: readonly string[],
): readonly S[] {
  const left = stations.filter(({ stationId }) => chosen.includes(stationId));
  return left.length > 0 ? left : stations;
}
