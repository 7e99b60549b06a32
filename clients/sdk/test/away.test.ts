import { createServer } from 'node:net';
import { connect } from '@sippy/sdk';
import { expect, test } from 'vitest';

/** A port where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  );
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('a gateway that refuses connections is UNAVAILABLE, whatever time the caller gave beyond that of one try', async () => {
  const sippy = connect({ url: `http://127.0.0.1:${await closedPort()}` });
  const codeAfter = (timeoutMs: number) =>
    sippy.catalog.getMenu({ cafeId: 'x' }, { timeoutMs }).catch((error) => error.code);
  const codes = await Promise.all(Array.from({ length: 200 }, (_, i) => codeAfter(2500 + 7 * i)));
  sippy.close();
  expect([...new Set(codes)]).toEqual(['UNAVAILABLE']);
});
