/** The tickets of each station that is shown, in order, and the key of each. */
import type { Station } from '@sippy/proto/web/kitchen/v1/kitchen';
import { useLayoutEffect, useMemo, useRef } from 'react';
import { ticketIdsOf } from '../tickets/arrange.ts';
import { assignKeys, type KeyBoard, noKeys, withKeys } from '../tickets/keys.ts';
import { useKitchen, useKitchenState, useSetting } from './kitchen.tsx';

/** One station's tickets; the list stays the same one while nothing in it moves. */
export interface Column {
  readonly stationId: string;
  readonly name: string;
  readonly ticketIds: readonly string[];
}

/** What stands where. `keyBoard` is what keys mean at any moment. */
export function useColumns() {
  const { shownStations } = useKitchen();
  const shown = useKitchenState((state) => state.shown);
  const questions = useKitchenState((state) => state.questions);
  const isChosen = useSetting('stationIds').length > 0;
  const last = useRef<readonly Column[]>([]);
  const columns = useMemo(() => {
    const next = shownStations.flatMap((station): readonly Column[] => {
      const { stationId, name } = station;
      const ticketIds = ticketIdsOf(shown.values(), stationId);
      if (ticketIds.length === 0 && !isChosen && shownStations.length > 1 && makesOnlyTheRest(station)) {
        return [];
      }
      const before = last.current.find((column) => column.stationId === stationId);
      const same = before?.name === name && isSame(before.ticketIds, ticketIds);
      return [same ? before : { stationId, name, ticketIds }];
    });
    const same = next.length === last.current.length && next.every((column, i) => column === last.current[i]);
    if (!same) last.current = next;
    return last.current;
  }, [shownStations, shown, isChosen]);
  const keys = useMemo(() => assignKeys(columns.map(({ ticketIds }) => ticketIds)), [columns]);
  const keyBoard = useRef<KeyBoard>(noKeys);
  const lastQuestions = useRef(questions);
  useLayoutEffect(() => {
    // What a cook asked for moves tickets at once; all else that moves them is news.
    const byOwnHand = lastQuestions.current !== questions;
    lastQuestions.current = questions;
    if (keyBoard.current.keys === keys) return;
    keyBoard.current = withKeys(keyBoard.current, keys, performance.now(), byOwnHand);
  }, [keys, questions]);
  return { columns, keys, keyBoard };
}

/** It is there for what no station was given: in most cafés that is nothing, and nothing needs no room. */
function makesOnlyTheRest({ isDefault, categoryIds }: Station): boolean {
  return isDefault && categoryIds.length === 0;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}
