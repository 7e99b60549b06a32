/** What a receipt says of points, under what the server says of the sale. Pure. */

const width = 42;

/** Two rows under a rule: words at the left, figures at the right. */
export function withPoints(
  receipt: string,
  rows: readonly { readonly label: string; readonly points: bigint }[],
): string {
  const lines = rows.map(({ label, points }) => {
    const figure = String(points);
    const room = width - figure.length - 1;
    return `${[...label].slice(0, room).join('').padEnd(room)} ${figure}`;
  });
  return `${receipt.replace(/\n*$/, '\n')}${'-'.repeat(width)}\n${lines.join('\n')}\n`;
}
