/** What a table of a service keeps of a sale, and how a copy of a row differs from the row. */
export interface CopiedTable {
  table: string;
  /** Which rows belong to the sales: `$1` are the orders' ids, `$2` those of their events. */
  where: string;
  /** Columns with ids of the sale: a copy has ids of its own. */
  ids: readonly string[];
  /** Its times go back by a day with each copy; otherwise they stay. */
  backInTime: boolean;
  /** Another table that knows more ids of the event, and these. */
  join?: string;
  alsoIn?: readonly string[];
}

const ofOrder = 't.order_id = any ($1::uuid[])';
const inbox: CopiedTable = {
  table: 'inbox',
  where: 't.event_id = any ($2::uuid[])',
  ids: ['event_id'],
  backInTime: false,
};
const event = (join: string, where: string, alsoIn: readonly string[]): CopiedTable => ({
  table: 'event',
  join,
  where,
  ids: ['id', 'aggregate_id'],
  backInTime: false,
  alsoIn,
});

/** All that the services write for a sale, by service. */
export const copiedTables: Readonly<Record<string, readonly CopiedTable[]>> = {
  order: [
    { table: '"order"', where: ofOrder, ids: ['order_id'], backInTime: true },
    { table: 'order_line', where: ofOrder, ids: ['order_id'], backInTime: true },
    {
      table: 'request',
      where: `t.made ->> 'orderId' = any ($1::uuid[]::text[])`,
      ids: ['request_id'],
      backInTime: false,
    },
    inbox,
    event('', 't.aggregate_id = any ($1::uuid[])', []),
  ],
  payment: [
    { table: 'payable', where: ofOrder, ids: ['order_id'], backInTime: true },
    { table: 'payment', where: ofOrder, ids: ['payment_id', 'order_id', 'request_key'], backInTime: true },
    inbox,
    event('join payment p on p.payment_id = t.aggregate_id', 'p.order_id = any ($1::uuid[])', ['p.order_id']),
  ],
  kitchen: [
    { table: 'kitchen_order', where: ofOrder, ids: ['order_id'], backInTime: true },
    { table: 'ticket', where: ofOrder, ids: ['ticket_id', 'order_id'], backInTime: true },
    inbox,
    event('join ticket k on k.ticket_id = t.aggregate_id', 'k.order_id = any ($1::uuid[])', ['k.order_id']),
  ],
};

/** A column of a table, as PostgreSQL describes it. */
export interface Column {
  name: string;
  type: string;
}

/** The statements that set the rows of the sales aside, since the copies are made of these; the second has the parameters. */
export function setAsideStatements(
  { table, where, join = '', alsoIn = [] }: CopiedTable,
  index: number,
): { create: string; fill: string } {
  const also = alsoIn.map((id, at) => `, ${id} as also_${at}`).join('');
  const rows = `select t.*${also} from ${table} t ${join}`;
  return {
    create: `create temporary table originals_${index} as ${rows} with no data`,
    fill: `insert into originals_${index} ${rows} where ${where} and $1::uuid[] is not null and $2::uuid[] is not null`,
  };
}

/** The statement that copies them, once for each `n` from `$1` to `$2`. `sent`: their events have reached the stream. */
export function copyStatement(
  copied: CopiedTable,
  index: number,
  columns: readonly Column[],
  sent: boolean,
): string {
  // An event gets its position from the table, and the number of the copying transaction unless it counts as sent.
  const taken = columns.filter(
    ({ name }) => copied.table !== 'event' || !(name === 'position' || (name === 'xid' && !sent)),
  );
  const values = taken.map((column) => valueFor(copied, column));
  return `insert into ${copied.table} (${taken.map(({ name }) => `"${name}"`).join(', ')})
    select ${values.join(', ')} from generate_series($1::integer, $2::integer) n cross join originals_${index} t`;
}

function valueFor({ table, ids, backInTime, alsoIn = [] }: CopiedTable, { name, type }: Column): string {
  const column = `t."${name}"`;
  if (ids.includes(name)) return copyOf(column);
  if (table === 'event' && name === 'xid') return `'0'::xid8`;
  if (name === 'envelope')
    return envelopeWith([...ids.map((id) => `t.${id}`), ...alsoIn.map((_, at) => `t.also_${at}`)]);
  if (name === 'business_day') return type === 'date' ? `${column} - n` : `(${column}::date - n)::text`;
  if (backInTime && type === 'timestamp with time zone') return `${column} - n * interval '1 day'`;
  return column;
}

/** The id of the n-th copy: as old as the original, and the same wherever that is copied. */
function copyOf(id: string): string {
  const time = `left(replace(${id}::text, '-', ''), 12)`;
  return `overlay(overlay(md5(${id}::text || n) placing '8' from 17) placing ${time} || '7' from 1)::uuid`;
}

/** The envelope with other ids: they stand in it as text of the same length. */
function envelopeWith(ids: readonly string[]): string {
  const hex = (id: string) => `encode(convert_to((${id})::text, 'UTF8'), 'hex')`;
  const replaced = ids.reduce(
    (text, id) => `replace(${text}, ${hex(id)}, ${hex(copyOf(id))})`,
    `encode(t.envelope, 'hex')`,
  );
  return `decode(${replaced}, 'hex')`;
}
