import { IconButton } from '@sippy/ui/components/icon-button';
import { Kbd } from '@sippy/ui/components/kbd';
import { TextField } from '@sippy/ui/components/text-field';
import Search from 'lucide-react/icons/search';
import X from 'lucide-react/icons/x';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './search-field.module.css';

/** The field and what its keys do. */
export interface SearchFieldProps {
  ref: RefObject<HTMLInputElement | null>;
  value: string;
  /** Beginning of a tile's number. */
  typed: string;
  onChange(value: string): void;
  /** Moves on among what was found. */
  onMove(step: number): void;
  /** Picks what was found. */
  onEnter(): void;
}

/** Where one searches. Any letter on the till leads here. */
export function SearchField({ ref, value, typed, onChange, onMove, onEnter }: SearchFieldProps) {
  const { t } = useTranslation('pos');
  return (
    <TextField
      ref={ref}
      label={t('menu.search')}
      hideLabel
      placeholder={t('menu.searchHint')}
      value={value}
      onChange={onChange}
      autoComplete="off"
      spellCheck={false}
      enterKeyHint="go"
      before={<Search className={styles.icon} aria-hidden />}
      after={
        value ? (
          <IconButton label={t('menu.clear')} icon={<X aria-hidden />} onClick={() => onChange('')} />
        ) : (
          <span className={styles.typed} aria-live="polite">
            {typed && <Kbd>{`${typed}…`}</Kbd>}
          </span>
        )
      }
      onKeyDown={(event) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step !== undefined) onMove(step);
        else if (event.key === 'Enter' && !event.nativeEvent.isComposing) onEnter();
        else if (event.key === 'Escape') {
          onChange('');
          event.currentTarget.blur();
        } else return;
        event.preventDefault();
      }}
    />
  );
}
