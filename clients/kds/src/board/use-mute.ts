/** The mute of this screen. */
import { say } from '@sippy/ui/components/live-region';
import { useCallback, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { mutedUntil, muteMs } from '../sound/mute.ts';
import { useKitchen, useSetting } from './kitchen.tsx';

/** Until when the sound is off (undefined while it is on), and the switch. */
export interface Mute {
  readonly until: Date | undefined;
  toggle(): void;
}

/** Reads and switches the mute, which ends by itself. */
export function useMute(): Mute {
  const { t } = useTranslation('kds');
  const { settings, clock } = useKitchen();
  const kept = useSetting('mutedUntilMs');
  const untilMs = useSyncExternalStore(clock.subscribe, () => mutedUntil(kept, Date.now()));
  const toggle = useCallback(() => {
    const isMuted = mutedUntil(settings.getState().mutedUntilMs, Date.now()) !== undefined;
    settings.setState({ mutedUntilMs: isMuted ? undefined : Date.now() + muteMs });
    say(t(isMuted ? 'said.unmuted' : 'said.muted'));
  }, [settings, t]);
  return { until: untilMs === undefined ? undefined : new Date(untilMs), toggle };
}
