/** A line's own columns, which statements are put together from; `order_id` and whose it is come before them. */
const LINE_COLUMNS = [
  'line_id uuid',
  'position integer',
  'product_id uuid',
  'variant_id uuid',
  'category_id uuid',
  'quantity integer',
  'comped_quantity integer',
  'voided_quantity integer',
  'needs_preparation boolean',
  'menu_version bigint',
  'list_price bigint',
  'amount bigint',
  'discount bigint',
  'net bigint',
  'tax bigint',
  'total bigint',
  'detail jsonb',
];

/** Names of a line's own columns. */
export const columnNames = LINE_COLUMNS.map((column) => column.slice(0, column.indexOf(' ')));
/** The same for `insert`. */
export const lineNames = columnNames.join(', ');
const isQuoted = (column: string) => column.endsWith(' uuid');
const place = (column: string) => (isQuoted(column) ? '"%s"' : '%s');
const shown = (column: string, i: number) =>
  `l.${columnNames[i]}${column.endsWith(' boolean') ? '::integer' : ''}`;
/**
 * The lines of an order `o` as one JSON text, in no order, for `select`. `format` writes it at half the cost of the functions
 * that build JSON, which look up the type of every value.
 */
export const linesText = `(select '[' || string_agg(format('[${LINE_COLUMNS.map(place).join()}]',
  ${LINE_COLUMNS.map(shown).join(', ')}), ',') || ']' from order_line l where l.order_id = o.order_id)`;
/** Rows of typed parameters for so many lines, from `$first` on: the values of `lineValues`. */
export const lineRows = (count: number, first: number, before: string) =>
  Array.from({ length: count }, (_, row) => {
    const at = (i: number) => first + row * LINE_COLUMNS.length + i;
    const typed = LINE_COLUMNS.map((column, i) => `$${at(i)}::${column.slice(column.indexOf(' ') + 1)}`);
    return `(${before}, ${typed.join(', ')})`;
  }).join(', ');
/** How many parameters a line takes in `lineRows`. */
export const LINE_PARAMS = LINE_COLUMNS.length;
/** Takes them over in `on conflict do update`. */
export const lineUpdates = columnNames.map((name) => `${name} = excluded.${name}`).join(', ');
/** Turns a JSON parameter of `lineRecords` into rows. */
export const lineRecordset = `l(${LINE_COLUMNS.join(', ')})`;
