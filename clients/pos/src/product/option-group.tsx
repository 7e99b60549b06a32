import { Badge } from '@sippy/ui/components/badge';
import { Kbd } from '@sippy/ui/components/kbd';
import type { ReactNode } from 'react';
import styles from './option-group.module.css';

/** One of a group. */
export interface Option {
  id: string;
  name: string;
  /** What it costs, or adds. */
  price: string;
  /** How often it is chosen. */
  count: number;
  /** Why it cannot be chosen; missing where it can. */
  off?: string | undefined;
  /** Key that does the same as a tap. */
  shortcut: string | undefined;
}

/** A group of options, such as the milk. */
export interface OptionGroupProps {
  title: ReactNode;
  /** How many may be chosen, in words. */
  rule: string;
  /** Something must still be chosen here. */
  missing: boolean;
  /** It came with a modifier above. */
  nested?: boolean;
  options: readonly Option[];
  onTap(id: string): void;
}

/** Options as buttons; a tap takes one or lets it go. */
export function OptionGroup({ title, rule, missing, nested, options, onTap }: OptionGroupProps) {
  return (
    <fieldset className={styles.group} data-nested={nested || undefined} data-missing={missing || undefined}>
      <legend className={styles.legend}>
        <span className={styles.title}>{title}</span>
        <Badge tone={missing ? 'warn' : 'neutral'}>{rule}</Badge>
      </legend>
      <div className={styles.options}>
        {options.map(({ id, name, price, count, off, shortcut }) => (
          <button
            key={id}
            type="button"
            className={styles.option}
            data-option={id}
            aria-pressed={count > 0}
            aria-disabled={off !== undefined && count === 0}
            aria-keyshortcuts={shortcut}
            onClick={() => onTap(id)}
          >
            <span className={styles.name}>
              {name}
              {count > 1 && <span className={styles.count}>×{count}</span>}
            </span>
            <span className={styles.foot}>
              <span className={off === undefined ? styles.price : styles.off}>{off ?? price}</span>
              {shortcut && (
                <span aria-hidden="true">
                  <Kbd>{shortcut}</Kbd>
                </span>
              )}
            </span>
          </button>
        ))}
      </div>
    </fieldset>
  );
}
