import { type Statement, statement } from '../data/statement.ts';

/** One row of the event table, as readers of windows need it. */
export interface LoggedEvent {
  position: bigint;
  xid: bigint;
  id: string;
  subject: string;
  envelope: Buffer;
}

/** All events of the transactions from one bound (included) to another (excluded): every one of them has ended. */
export interface LogWindow {
  /** In order of position. */
  events: LoggedEvent[];
  from: bigint;
  /** Where the next window starts. */
  until: bigint;
  /** There is more to read at once: the window was cut short. */
  more: boolean;
}

interface WindowRow extends Partial<LoggedEvent> {
  bound: bigint;
}

const COLUMNS = 'position, xid, id, subject, envelope';

/**
 * The statement's own snapshot gives the bound: every transaction below its xmin has ended, so nothing can still appear
 * there. What lies above it waits for the next window, committed or not.
 */
const readStatement: Statement<WindowRow> = statement(
  'kit_window',
  `with snapshot as materialized (select least(pg_snapshot_xmin(pg_current_snapshot()), $3::xid8) as bound)
   select s.bound, e.* from snapshot s left join lateral (
     select ${COLUMNS} from event where xid >= $1::xid8 and xid < s.bound order by xid, position limit $2
   ) e on true`,
);

const readTransaction: Statement<LoggedEvent> = statement(
  'kit_window_transaction',
  `select ${COLUMNS} from event where xid = $1::xid8 order by position`,
);

/** Runs a statement somewhere: on a lane, or on the relay's own connection. */
export type Run = <Row>(statement: Statement<Row>, params: readonly unknown[]) => Promise<Row[]>;

const NO_BOUND = 2n ** 63n;

/**
 * Reads the window that starts at `from`: up to `limit` events, but always whole transactions. `below` bounds it
 * further.
 */
export async function readWindow(
  run: Run,
  from: bigint,
  limit: number,
  below = NO_BOUND,
): Promise<LogWindow> {
  const rows = await run(readStatement, [from, limit, below]);
  const bound = rows[0]?.bound ?? from;
  const events = rows.filter((row): row is WindowRow & LoggedEvent => row.position != null);
  if (events.length < limit) {
    return { events: events.sort(byPosition), from, until: bound > from ? bound : from, more: false };
  }
  const last = (events.at(-1) as LoggedEvent).xid;
  const whole = events.filter((event) => event.xid < last);
  if (whole.length > 0) return { events: whole.sort(byPosition), from, until: last, more: true };
  return { events: await run(readTransaction, [last]), from, until: last + 1n, more: true };
}

function byPosition(a: LoggedEvent, b: LoggedEvent): number {
  return a.position < b.position ? -1 : 1;
}
