import { useDocumentKeys } from '@sippy/ui/keys/document-keys';
import { type RefObject, useRef } from 'react';
import { isForTill } from '../menu/use-menu-keys.ts';

/** F3 looks for a member, wherever the focus is on the till but in a dialog. Returns what the part must carry as `ref`. */
export function useMemberKey(onKey: () => void): RefObject<HTMLDivElement | null> {
  const row = useRef<HTMLDivElement>(null);
  useDocumentKeys((event) => {
    if (event.key !== 'F3' || !isForTill(event, row.current)) return;
    event.preventDefault();
    onKey();
  });
  return row;
}
