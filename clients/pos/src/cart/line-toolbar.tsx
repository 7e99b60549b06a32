import { IconButton } from '@sippy/ui/components/icon-button';
import CopyPlus from 'lucide-react/icons/copy-plus';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Minus from 'lucide-react/icons/minus';
import Plus from 'lucide-react/icons/plus';
import Trash2 from 'lucide-react/icons/trash-2';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LineAction } from './line-actions.ts';
import styles from './line-toolbar.module.css';

/** Buttons for the selected line; always there, so that nothing jumps. */
export const LineToolbar = memo(function LineToolbar(props: {
  /** A line is selected. */
  enabled: boolean;
  name: string;
  onAction(action: LineAction): void;
}) {
  const { t } = useTranslation('pos');
  const { enabled, name, onAction } = props;
  const button = (action: LineAction, label: string, Icon: typeof Plus, key?: string) => (
    <IconButton
      label={label}
      title={key ? `${label} (${key})` : label}
      icon={<Icon aria-hidden />}
      variant="secondary"
      disabled={!enabled}
      aria-keyshortcuts={key}
      onClick={() => onAction(action)}
    />
  );
  return (
    <div
      className={styles.toolbar}
      role="toolbar"
      aria-label={enabled ? t('line.actionsOf', { name }) : t('line.actions')}
    >
      {button('less', t('line.less'), Minus, '-')}
      {button('more', t('line.more'), Plus, '+')}
      {button('again', t('line.again'), CopyPlus, '=')}
      {button('remove', t('line.remove'), Trash2, 'Delete')}
      {button('open', t('line.rest'), Ellipsis)}
    </div>
  );
});
