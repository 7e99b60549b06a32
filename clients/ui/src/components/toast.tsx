import { Toast } from '@base-ui/react/toast';
import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import X from 'lucide-react/icons/x';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { classes } from '../style/classes.ts';
import { IconButton } from './icon-button.tsx';
import styles from './toast.module.css';

/** A short message that goes by itself. */
export interface ToastMessage {
  text: ReactNode;
  /** Takes back what was done; shows a button for it. */
  undo?: (() => void) | undefined;
  tone?: 'neutral' | 'ok' | 'warn' | 'danger' | undefined;
  /** How long it stays, in milliseconds; 0: until it is closed. It waits while the pointer or the focus is on it. */
  forMs?: number | undefined;
}

/** Shows and closes toasts. */
export interface Toasts {
  /** Shows a message; returns its id. */
  show(message: ToastMessage): string;
  close(id: string): void;
}

/** Where toasts appear: small above the lower edge, or large in the upper corner, to be read from afar. */
export type ToastPlace = 'below' | 'above';

/** Where toasts appear; around the whole app. */
export function ToastProvider({ children, place = 'below' }: { children: ReactNode; place?: ToastPlace }) {
  return (
    <Toast.Provider limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className={classes(styles.viewport, styles[place])}>
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

/** To show toasts from a component under ToastProvider. */
export function useToasts(): Toasts {
  const { add, close } = Toast.useToastManager();
  return useMemo(
    () => ({
      show: ({ text, undo, tone = 'neutral', forMs = 5000 }) =>
        add({
          title: text,
          type: tone,
          timeout: forMs,
          priority: tone === 'danger' ? 'high' : 'low',
          data: { undo },
        }),
      close: (id) => close(id),
    }),
    [add, close],
  );
}

const icons = { ok: CircleCheck, warn: TriangleAlert, danger: CircleAlert };

function ToastList() {
  const { toasts, close } = Toast.useToastManager<{ undo?: () => void }>();
  const { t } = useTranslation('ui');
  return toasts.map((toast) => {
    const tone = toast.type as keyof typeof icons | 'neutral';
    const Icon = tone === 'neutral' ? undefined : icons[tone];
    const undo = toast.data?.undo;
    return (
      <Toast.Root key={toast.id} toast={toast} className={classes(styles.toast, styles[tone])}>
        <Toast.Content className={styles.content}>
          {Icon && <Icon className={styles.icon} aria-hidden />}
          <Toast.Title className={styles.text} render={<p />} />
          {undo && (
            <Toast.Action
              className={styles.undo}
              onClick={() => {
                close(toast.id);
                undo();
              }}
            >
              {t('toast.undo')}
            </Toast.Action>
          )}
          <IconButton
            className={styles.close ?? ''}
            label={t('toast.close')}
            icon={<X aria-hidden />}
            onClick={() => close(toast.id)}
          />
        </Toast.Content>
      </Toast.Root>
    );
  });
}
