/** A row that is found by its key. */
export interface Keyed {
  key: string;
}

/** Rows in the order of their keys, many at a time. */
export type Pages<Row> = AsyncGenerator<readonly Row[]>;

/** What two accounts have under one key; what one of them lacks is undefined. */
export interface Pair<A, B> {
  key: string;
  left: A | undefined;
  right: B | undefined;
}

/** Walks through two accounts side by side. In each a key occurs once. */
export async function* sideBySide<A extends Keyed, B extends Keyed>(
  left: Pages<A>,
  right: Pages<B>,
): AsyncGenerator<Pair<A, B>> {
  const a = reader(left);
  const b = reader(right);
  for (;;) {
    const ours = a.row() ?? (await a.turn());
    const theirs = b.row() ?? (await b.turn());
    if (!ours && !theirs) return;
    const takeLeft = ours && (!theirs || ours.key <= theirs.key);
    const takeRight = theirs && (!ours || theirs.key <= ours.key);
    if (takeLeft) a.take();
    if (takeRight) b.take();
    yield {
      key: (takeLeft ? ours : theirs)?.key ?? '',
      left: takeLeft ? ours : undefined,
      right: takeRight ? theirs : undefined,
    };
  }
}

/** Reads row after row; only turning the page is waited for. */
function reader<Row>(pages: Pages<Row>) {
  let page: readonly Row[] = [];
  let at = 0;
  return {
    row: (): Row | undefined => page[at],
    take: () => {
      at += 1;
    },
    async turn(): Promise<Row | undefined> {
      for (let next = await pages.next(); !next.done; next = await pages.next()) {
        page = next.value;
        at = 0;
        if (page.length > 0) return page[0];
      }
      page = [];
      return undefined;
    },
  };
}

/** Rows that follow each other with the same key, together. */
export async function* grouped<Row extends Keyed>(pages: Pages<Row>): Pages<Keyed & { rows: Row[] }> {
  let open: (Keyed & { rows: Row[] }) | undefined;
  for await (const page of pages) {
    const done: (Keyed & { rows: Row[] })[] = [];
    for (const row of page) {
      if (open?.key === row.key) {
        open.rows.push(row);
        continue;
      }
      if (open) done.push(open);
      open = { key: row.key, rows: [row] };
    }
    yield done;
  }
  if (open) yield [open];
}
