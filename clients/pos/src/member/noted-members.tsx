import { useToasts } from '@sippy/ui/components/toast';
import { useEffect, useRef } from 'react';
import { useMemberText } from '../text-member/text.ts';
import { connection } from '../till/device.ts';
import { useTill } from '../till/till.tsx';
import { allNoted } from './noted.ts';
import { type Settled, settleNoted } from './settle-noted.ts';

const everyMs = 2_000;
/** After no answer, and while nobody has placed the order. */
const pauseMs = 5_000;
const lock = 'sippy.earn';

/** Finds out whose the sales are of which only a card was noted, as soon as the server can be reached, in one tab at a time. */
export function NotedMembers() {
  const { t } = useMemberText();
  const till = useTill();
  const toasts = useToasts();
  const tell = useRef<(settled: Settled) => void>(undefined);
  tell.current = (settled) => {
    const { text, tone } = words(settled);
    toasts.show({ text, tone, forMs: 8000 });
  };
  const words = (settled: Settled) => {
    if (settled.as === 'put') return { text: t('put', { name: settled.member.name }), tone: 'ok' as const };
    if (settled.as === 'queued')
      return {
        text: t('noted.queued', { name: settled.member.name, number: settled.number }),
        tone: 'ok' as const,
      };
    return { text: t(`noted.${settled.as}`), tone: 'warn' as const };
  };
  useEffect(() => {
    let notBefore = 0;
    const later = new Map<string, number>();
    let stopped = false;
    const work = async () => {
      for (const noted of allNoted(till.cafe.cafeId)) {
        if (stopped) return;
        if (Date.now() < (later.get(noted.intentId) ?? 0)) continue;
        const settled = await settleNoted(till, noted);
        if (settled.as === 'later') later.set(noted.intentId, Date.now() + pauseMs);
        else if (settled.as !== 'soon') tell.current?.(settled);
      }
    };
    const look = () => {
      if (!connection.state().online || Date.now() < notBefore) return;
      if (allNoted(till.cafe.cafeId).length === 0) return;
      const tryIt = () =>
        work().catch(() => {
          notBefore = Date.now() + pauseMs;
        });
      const { locks } = navigator;
      if (locks) void locks.request(lock, { ifAvailable: true }, (mine) => (mine ? tryIt() : undefined));
      else void tryIt();
    };
    const again = () => {
      notBefore = 0;
      later.clear();
      look();
    };
    const timer = setInterval(look, everyMs);
    const unsubscribe = connection.subscribe(again);
    look();
    return () => {
      stopped = true;
      clearInterval(timer);
      unsubscribe();
    };
  }, [till]);
  return null;
}
