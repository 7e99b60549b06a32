import { Toast } from '@base-ui/react/toast';
import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import X from 'lucide-react/icons/x';
import { createContext, type ReactNode, useContext, useState } from 'react';
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
  /** Closes a message, if it is still shown. */
  close(id: string): void;
}

/**
 * Where toasts appear: small above the lower edge; large in the upper corner, to be read from afar; or one at a time in the
 * bar at the top, where it covers nothing that is pressed. A screen whose bar has its buttons at the beginning says
 * `data-toasts="end"`.
 */
export type ToastPlace = 'below' | 'above' | 'bar';

const ToastsContext = createContext<Toasts | undefined>(undefined);

/** Where toasts appear; around the whole app. */
export function ToastProvider({ children, place = 'below' }: { children: ReactNode; place?: ToastPlace }) {
  const limit = place === 'bar' ? 1 : 3;
  const [{ manager, toasts }] = useState(() => makeToasts(limit));
  return (
    <Toast.Provider limit={limit} toastManager={manager}>
      <ToastsContext value={toasts}>{children}</ToastsContext>
      <Toast.Portal>
        <Toast.Viewport className={classes(styles.viewport, styles[place])}>
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

/** To show toasts from a component under ToastProvider; it is not drawn again when toasts come and go. */
export function useToasts(): Toasts {
  const toasts = useContext(ToastsContext);
  if (!toasts) throw new Error('toasts are shown under a ToastProvider');
  return toasts;
}

function makeToasts(limit: number) {
  const manager = Toast.createToastManager();
  /** Ids of those that go by themselves, the oldest first. */
  const passing: string[] = [];
  let newest = '';
  let count = 0;
  /** By toast, the message that it shows now. */
  const shown = new Map<string, string>();
  const shows = (toastId: string) => {
    const id = `${toastId}/${++count}`;
    shown.set(toastId, id);
    return id;
  };
  const toasts: Toasts = {
    show: ({ text, undo, tone = 'neutral', forMs = 5000 }) => {
      // What went wrong, and what stays until it is closed, waits behind newer ones. Others go for good where there is no
      // room for them: they would come back with an "Undo" of long ago.
      const isPassing = forMs > 0 && tone !== 'danger';
      const message = {
        title: text,
        type: tone,
        timeout: forMs,
        priority: tone === 'danger' ? ('high' as const) : ('low' as const),
        data: { undo },
      };
      const [oldest] = passing;
      if (isPassing && limit === 1 && oldest !== undefined && oldest === newest) {
        // In its place, which is less to draw than another one.
        manager.update(oldest, message);
        return shows(oldest);
      }
      if (isPassing && passing.length >= limit && oldest !== undefined) manager.close(oldest);
      const id = manager.add({
        ...message,
        onClose() {
          shown.delete(id);
          const at = passing.indexOf(id);
          if (at >= 0) passing.splice(at, 1);
        },
      });
      newest = id;
      if (isPassing) passing.push(id);
      return shows(id);
    },
    close(id) {
      const toastId = id.slice(0, id.lastIndexOf('/'));
      if (shown.get(toastId) === id) manager.close(toastId);
    },
  };
  return { manager, toasts };
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
