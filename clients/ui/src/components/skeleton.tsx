import { classes } from '../style/classes.ts';
import styles from './skeleton.module.css';

/** Keeps the room of what is being loaded: `lines` of text, or a block of the class that gives its size. */
export function Skeleton({ lines, className }: { lines?: number; className?: string | undefined }) {
  if (lines === undefined) return <span className={classes(styles.block, className)} aria-hidden="true" />;
  return (
    <span className={classes(styles.lines, className)} aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => line).map((line) => (
        <span key={line} className={styles.line} />
      ))}
    </span>
  );
}
