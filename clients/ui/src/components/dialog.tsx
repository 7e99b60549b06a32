import { Dialog as Base } from '@base-ui/react/dialog';
import X from 'lucide-react/icons/x';
import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { classes } from '../style/classes.ts';
import styles from './dialog.module.css';
import { IconButton } from './icon-button.tsx';
import overlay from './overlay.module.css';
import { ScrollArea } from './scroll-area.tsx';

/** What a dialog shows. */
export interface DialogProps {
  open: boolean;
  /** Called with `false` by Escape, the cross and a press outside. */
  onOpenChange(open: boolean): void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Its buttons, the one to press last. They stay in sight while the rest scrolls. */
  footer?: ReactNode;
  /** Width: 24, 34, 48 rem, or nearly the whole screen. */
  size?: 's' | 'm' | 'l' | 'full';
  /** Without it there is no cross, and Escape and a press outside do nothing. */
  dismissible?: boolean;
  /** What has the focus at first; otherwise the first thing that can have it. */
  initialFocus?: RefObject<HTMLElement | null> | undefined;
}

/** A dialog over the page, which waits for it. Focus stays inside and returns to where it was. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, children, footer, size = 'm', dismissible = true } = props;
  const { t } = useTranslation('ui');
  return (
    <Base.Root open={open} onOpenChange={(next) => (dismissible || next) && onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className={overlay.backdrop} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup
            className={classes(overlay.panel, styles.popup, styles[size])}
            initialFocus={props.initialFocus}
          >
            <Base.Title className={classes(overlay.title, dismissible && overlay.beside)}>{title}</Base.Title>
            {(description !== undefined || children !== undefined) && (
              <ScrollArea className={overlay.body}>
                {description !== undefined && (
                  <Base.Description className={overlay.description}>{description}</Base.Description>
                )}
                {children}
              </ScrollArea>
            )}
            {footer !== undefined && <footer className={overlay.footer}>{footer}</footer>}
            {/* Last, so that the focus goes to what the dialog is for. */}
            {dismissible && (
              <IconButton
                className={overlay.close ?? ''}
                label={t('dialog.close')}
                icon={<X aria-hidden />}
                onClick={() => onOpenChange(false)}
              />
            )}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
