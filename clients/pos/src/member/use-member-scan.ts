import { useToasts } from '@sippy/ui/components/toast';
import { useScanner } from '@sippy/ui/keys/use-scanner';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { loadScan } from '../sell/late-parts.ts';
import type { View } from '../sell/use-view.ts';
import { useTill } from '../till/till.tsx';

const fields =
  'input:not([type="radio"], [type="checkbox"], [type="range"]), textarea, select, [contenteditable]';

/** Takes what is scanned anywhere on the till, but in a field of a dialog, which it is for then. */
export function useMemberScan(screen: RefObject<HTMLElement | null>, view: View): void {
  const { t, i18n } = useTranslation('pos');
  const till = useTill();
  const toasts = useToasts();
  useScanner({
    isFor(event) {
      const field = event.target instanceof Element ? event.target.closest(fields) : null;
      if (view === 'orders') return undefined;
      if (!field) return 'page';
      return screen.current?.contains(field) ? 'field' : undefined;
    },
    onScan(scanned) {
      if (view === 'checkout') toasts.show({ text: t('member.beforePaying'), tone: 'warn' });
      else
        void loadScan().then(
          ({ scanMember }) => scanMember(till, scanned, toasts, i18n),
          () => toasts.show({ text: t('top.offline'), tone: 'warn' }),
        );
    },
  });
}
