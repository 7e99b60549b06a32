import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seeded } from '../src/random.ts';
import { startTcpProxy, type TcpProxy } from '../src/tcp-proxy.ts';

let echo: Server;
let proxy: TcpProxy;

beforeAll(async () => {
  echo = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  proxy = await startTcpProxy({ port: (echo.address() as AddressInfo).port });
});
afterAll(async () => {
  await proxy.close();
  echo.close();
});

/** What comes back to a word within some time: the word, nothing, or the end of the connection. */
function say(word: string, waitMs: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port: proxy.port, host: '127.0.0.1' });
    const end = (what: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(what);
    };
    const timer = setTimeout(() => end('silence'), waitMs);
    socket.on('error', () => end('cut off'));
    socket.on('data', (data) => end(data.toString()));
    socket.write(word);
  });
}

test('a way lets all through, falls silent, is cut, and lets all through again', async () => {
  expect(await say('one', 2000)).toBe('one');
  proxy.freeze();
  expect(await say('two', 200)).toBe('silence');
  proxy.cut();
  expect(await say('three', 2000)).toBe('cut off');
  proxy.mend();
  expect(await say('four', 2000)).toBe('four');
});

test('the same seed gives the same draws', () => {
  const draws = (seed: number) => {
    const random = seeded(seed);
    return [random.next(), random.between(1, 6), random.pick(['a', 'b', 'c']), random.shuffled([1, 2, 3, 4])];
  };
  expect(draws(7)).toEqual(draws(7));
  expect(draws(7)).not.toEqual(draws(8));
  expect(draws(7)[3]).toHaveLength(4);
});
