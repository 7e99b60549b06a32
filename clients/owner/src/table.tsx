import type { ReactNode } from 'react';
import styles from './table.module.css';

/** A column: its heading, what it shows of a row, and whether that is a figure. */
export interface Column<Row> {
  head: string;
  cell(row: Row): ReactNode;
  isFigure?: boolean;
}

/** Rows under headings; on a narrow screen each row is a card with the headings beside its values. */
export function Table<Row>(props: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf(row: Row): string;
  /** Shown instead where there are no rows. */
  empty: string;
}) {
  const { label, columns, rows, keyOf, empty } = props;
  if (rows.length === 0) return <p className={styles.empty}>{empty}</p>;
  return (
    <table className={styles.table}>
      <caption className={styles.caption}>{label}</caption>
      <thead>
        <tr>
          {columns.map(({ head, isFigure }) => (
            <th key={head} scope="col" className={isFigure ? styles.figure : undefined}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ head, cell, isFigure }) => (
              <td key={head} data-head={head} className={isFigure ? styles.figure : undefined}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
