/** The kitchen of a café on this screen, as whoever is signed in may see it. */
import type { Sippy } from '@sippy/sdk/web';
import type { Connection } from '@sippy/ui/connection/connection';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { Board } from './board/board.tsx';
import type { CommandName } from './board/keyboard.ts';
import { type Kitchen, KitchenProvider, useKitchen } from './board/kitchen.tsx';
import { TopBar } from './board/top-bar.tsx';
import { useBoardKeys } from './board/use-board-keys.ts';
import { useColumns } from './board/use-columns.ts';
import { useMute } from './board/use-mute.ts';
import styles from './kitchen-screen.module.css';
import { useCafeFacts } from './live/cafe-facts.ts';
import type { Clock } from './live/clock.ts';
import { followKitchen } from './live/feed.ts';
import { createKitchenStore } from './live/kitchen-store.ts';
import { useKitchenActions } from './live/use-kitchen-actions.ts';
import { AllDayPanel } from './panels/all-day-panel.tsx';
import { type PanelName, Panels } from './panels/panels.tsx';
import { chosenStations, type SettingsStore } from './settings/settings.ts';
import type { Chime } from './sound/chime.ts';
import { mutedUntil } from './sound/mute.ts';

/** What the screen is made of; each of them is one a page. */
export interface KitchenScreenProps {
  /** Calls as the display or as who is signed in. */
  sippy: Sippy;
  cafeId: string;
  connection: Connection;
  settings: SettingsStore;
  clock: Clock;
  chime: Chime;
  /** Name of this device. */
  deviceName: string;
  /** Who is signed in on a till; undefined on a kitchen display. */
  staffName?: string | undefined;
  /** Signs out, or unpairs the display. */
  onLeave(): void;
}

/** The kitchen. */
export function KitchenScreen(props: KitchenScreenProps) {
  const { sippy, cafeId, connection, settings, clock, chime } = props;
  const store = useMemo(createKitchenStore, []);
  const facts = useCafeFacts(sippy, cafeId);
  const chosen = useStore(settings, ({ stationIds }) => stationIds);
  const { stations, thresholds, zone } = facts;
  const shownStations = useMemo(() => chosenStations(stations, chosen), [stations, chosen]);
  const { actions, undoLast, recall } = useKitchenActions({ sippy, cafeId, store, connection });

  useEffect(() => {
    const sounds = (stationId: string) => {
      const { stationIds, mutedUntilMs } = settings.getState();
      const isShown = stationIds.length === 0 || stationIds.includes(stationId);
      return isShown && mutedUntil(mutedUntilMs, Date.now()) === undefined;
    };
    return followKitchen({
      ...{ sippy, cafeId, store, connection },
      onNews: (news, stationId) => sounds(stationId) && chime.play(news),
    });
  }, [sippy, cafeId, store, connection, settings, chime]);

  const kitchen = useMemo(
    (): Kitchen => ({
      ...{
        store,
        actions,
        settings,
        clock,
        chime,
        stations,
        shownStations,
        thresholds,
        zone,
        undoLast,
        recall,
      },
    }),
    [store, actions, settings, clock, chime, stations, shownStations, thresholds, zone, undoLast, recall],
  );
  return (
    <KitchenProvider kitchen={kitchen}>
      <Screen {...props} />
    </KitchenProvider>
  );
}

function Screen({ deviceName, staffName, onLeave, settings, chime }: KitchenScreenProps) {
  const { columns, keys, keyBoard } = useColumns();
  const [open, setOpen] = useState<PanelName>();
  const mute = useMute();
  const allDay = useStore(settings, (each) => each.allDay);
  const { undoLast } = useKitchen();
  const onCommand = useCallback(
    (command: CommandName) => {
      if (command === 'recall' || command === 'settings' || command === 'help') setOpen(command);
      if (command === 'undo') undoLast();
      if (command === 'allDay') settings.setState({ allDay: !settings.getState().allDay });
      if (command === 'mute') mute.toggle();
    },
    [settings, mute.toggle, undoLast],
  );
  const { armed, disarm } = useBoardKeys(keyBoard, onCommand);
  useEffect(() => {
    const allow = () => chime.allow();
    window.addEventListener('pointerdown', allow);
    window.addEventListener('keydown', allow);
    return () => {
      window.removeEventListener('pointerdown', allow);
      window.removeEventListener('keydown', allow);
    };
  }, [chime]);
  return (
    <div className={styles.screen} data-all-day={allDay || undefined}>
      <TopBar columns={columns} armed={armed} onDisarm={disarm} onCommand={onCommand} mute={mute} />
      <Board columns={columns} keys={keys} />
      {allDay && <AllDayPanel />}
      <Panels {...{ open, onClose: () => setOpen(undefined), deviceName, staffName, onLeave }} />
    </div>
  );
}
