/** What opens over the board. It comes after the board is there, so that the first ticket does not wait for it. */
import { lazy, Suspense, useEffect, useState } from 'react';

const load = {
  recall: async () => ({ default: (await import('./recall-sheet.tsx')).RecallSheet }),
  settings: async () => ({ default: (await import('./settings-sheet.tsx')).SettingsSheet }),
  help: async () => ({ default: (await import('./help-dialog.tsx')).HelpDialog }),
};
const RecallSheet = lazy(load.recall);
const SettingsSheet = lazy(load.settings);
const HelpDialog = lazy(load.help);

/** Name of a panel. */
export type PanelName = keyof typeof load;

/** The panels need this long to be there without being asked for: they have to open without a network, too. */
const loadAfterMs = 1500;

/** The panel that is open, if one is. */
export function Panels(props: {
  open: PanelName | undefined;
  onClose(): void;
  deviceName: string;
  staffName?: string | undefined;
  onLeave(): void;
}) {
  const { open, onClose, ...leave } = props;
  const [used, setUsed] = useState<ReadonlySet<PanelName>>(new Set());
  if (open && !used.has(open)) setUsed(new Set([...used, open]));
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const each of Object.values(load)) void each().catch(() => {});
    }, loadAfterMs);
    return () => clearTimeout(timer);
  }, []);
  const panel = (name: PanelName) => ({
    open: open === name,
    onOpenChange: (isOpen: boolean) => {
      if (!isOpen) onClose();
    },
  });
  return (
    <Suspense>
      {used.has('recall') && <RecallSheet {...panel('recall')} />}
      {used.has('settings') && <SettingsSheet {...panel('settings')} {...leave} />}
      {used.has('help') && <HelpDialog {...panel('help')} />}
    </Suspense>
  );
}
