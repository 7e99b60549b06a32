import { Dialog as Base } from '@base-ui/react/dialog';
import X from 'lucide-react/icons/x';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { classes } from '../style/classes.ts';
import { IconButton } from './icon-button.tsx';
import overlay from './overlay.module.css';
import { ScrollArea } from './scroll-area.tsx';
import styles from './sheet.module.css';

/** What a side panel shows. */
export interface SheetProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  /** The edge it comes from. */
  side?: 'start' | 'end';
  /** Width: 26 or 40 rem. */
  size?: 'm' | 'l';
}

/** A panel at one side, over the whole height. */
export function Sheet(props: SheetProps) {
  const { open, onOpenChange, title, description, children, footer, side = 'end', size = 'm' } = props;
  const { t } = useTranslation('ui');
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className={overlay.backdrop} />
        <Base.Popup className={classes(overlay.panel, styles.popup, styles[side], styles[size])}>
          <Base.Title className={classes(overlay.title, overlay.beside)}>{title}</Base.Title>
          <ScrollArea className={overlay.body}>
            {description !== undefined && (
              <Base.Description className={overlay.description}>{description}</Base.Description>
            )}
            {children}
          </ScrollArea>
          {footer !== undefined && <footer className={overlay.footer}>{footer}</footer>}
          {/* Last, so that the focus goes to what the panel is for. */}
          <IconButton
            className={overlay.close ?? ''}
            label={t('dialog.close')}
            icon={<X aria-hidden />}
            onClick={() => onOpenChange(false)}
          />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
