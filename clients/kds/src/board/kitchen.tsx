/** What every part of the board works with. */
import type { Station, Ticket } from '@sippy/proto/web/kitchen/v1/kitchen';
import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import type { KitchenActions } from '../live/actions.ts';
import type { Clock } from '../live/clock.ts';
import type { KitchenState, KitchenStore } from '../live/kitchen-store.ts';
import type { Settings, SettingsStore } from '../settings/settings.ts';
import type { Chime } from '../sound/chime.ts';
import type { Thresholds } from '../tickets/age.ts';

/** The kitchen of one café on this screen. */
export interface Kitchen {
  readonly store: KitchenStore;
  readonly actions: KitchenActions;
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly chime: Chime;
  /** All stations of the café, in their order. */
  readonly stations: readonly Station[];
  /** Those that this screen shows. */
  readonly shownStations: readonly Station[];
  /** By station; a station that is missing has measured too little. */
  readonly thresholds: ReadonlyMap<string, Thresholds>;
  /** The café's time zone. */
  readonly zone: string;
  /** Takes back what was bumped in the last seconds; says whether there was anything. */
  undoLast(): boolean;
  /** Recalls a ticket and says so. */
  recall(ticket: Ticket): void;
}

const KitchenContext = createContext<Kitchen | undefined>(undefined);

/** Gives the parts of the board their kitchen. */
export function KitchenProvider({ kitchen, children }: { kitchen: Kitchen; children: ReactNode }) {
  return <KitchenContext value={kitchen}>{children}</KitchenContext>;
}

/** The kitchen of this screen. */
export function useKitchen(): Kitchen {
  const kitchen = useContext(KitchenContext);
  if (!kitchen) throw new Error('There is no KitchenProvider around this component.');
  return kitchen;
}

/** A part of what the screen knows; renders again only when that part changes. */
export function useKitchenState<T>(select: (state: KitchenState) => T): T {
  return useStore(useKitchen().store, select);
}

/** One of the settings. */
export function useSetting<K extends keyof Settings>(name: K): Settings[K] {
  return useStore(useKitchen().settings, (settings) => settings[name]);
}
