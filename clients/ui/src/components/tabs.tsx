import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import { classes } from '../style/classes.ts';
import styles from './tabs.module.css';

/** Views of which one is shown. */
export interface TabsProps<Value extends string | number> {
  /** What the tabs choose among, for screen readers. */
  label: string;
  value: Value;
  onChange(value: NoInfer<Value>): void;
  tabs: readonly { value: Value; label: ReactNode; content?: ReactNode; disabled?: boolean | undefined }[];
  /** One row that scrolls instead of wrapping. */
  scroll?: boolean | undefined;
}

/** A row of tabs and what the chosen one shows. Arrow keys move, Enter or blank chooses. */
export function Tabs<Value extends string | number>({
  label,
  value,
  onChange,
  tabs,
  scroll,
}: TabsProps<Value>) {
  return (
    <Base.Root className={styles.root} value={value} onValueChange={(next) => onChange(next as Value)}>
      <Base.List className={classes(styles.list, scroll && styles.scroll)} aria-label={label}>
        {tabs.map((tab) => (
          <Base.Tab key={tab.value} className={styles.tab} value={tab.value} disabled={tab.disabled ?? false}>
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} className={styles.panel} value={tab.value}>
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
