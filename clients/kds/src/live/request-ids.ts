/** The id of each action that the server has not answered yet: pressed again, even after a reload, it is the same action. */
import { v7 as newId } from 'uuid';

/** Ids of actions by what they do. */
export interface RequestIds {
  /** The id of an action; the same one until it is answered. */
  idOf(action: string): string;
  /** The server has answered, with yes or with no: the next action of this name is another one. */
  answered(action: string): void;
}

const storageKey = 'sippy.kds.unanswered';
const mostKept = 200;

/** Keeps ids in `storage`, which lives as long as the tab. */
export function createRequestIds(storage: Storage): RequestIds {
  const ids = new Map<string, string>(read(storage));
  const keep = () => storage.setItem(storageKey, JSON.stringify([...ids].slice(-mostKept)));
  return {
    idOf(action) {
      const id = ids.get(action) ?? newId();
      ids.set(action, id);
      keep();
      return id;
    },
    answered(action) {
      if (ids.delete(action)) keep();
    },
  };
}

function read(storage: Storage): [string, string][] {
  try {
    return JSON.parse(storage.getItem(storageKey) ?? '[]') as [string, string][];
  } catch {
    return [];
  }
}
