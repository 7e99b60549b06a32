import type { ReactNode } from 'react';
import { classes } from '../style/classes.ts';
import styles from './gallery.module.css';

/** A part of the gallery under its own heading. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>{title}</h2>
      <div className={styles.specimens}>{children}</div>
    </section>
  );
}

/** One thing that is shown, with a word on what it is. */
export function Specimen(props: { name?: string; wide?: boolean; stack?: boolean; children: ReactNode }) {
  const { name, wide, stack, children } = props;
  return (
    <div className={classes(styles.specimen, wide && styles.wide)}>
      {name && <h3 className={styles.name}>{name}</h3>}
      <div className={stack ? styles.stack : styles.row}>{children}</div>
    </div>
  );
}
