/** A TCP proxy on loopback whose way can be cut or fall silent. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Where a proxy leads to. */
export type Target = { port: number; host?: string } | { path: string };

/** A running proxy. */
export interface TcpProxy {
  readonly port: number;
  /** Ends every connection with a reset and refuses new ones. */
  cut(): void;
  /** Keeps connections open but lets nothing through, in neither direction. */
  freeze(): void;
  /** Lets all through again. */
  mend(): void;
  close(): Promise<void>;
}

type Mode = 'through' | 'cut' | 'frozen';

/** Starts a proxy on a free loopback port. */
export function startTcpProxy(target: Target): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let mode: Mode = 'through';

  const flow = (from: Socket, to: Socket) => {
    from.on('data', (chunk) => {
      if (to.destroyed || to.write(chunk)) return;
      from.pause();
      to.once('drain', () => mode === 'frozen' || from.resume());
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  };

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (mode === 'cut') return client.resetAndDestroy();
    const upstream = connect({ ...target, noDelay: true, allowHalfOpen: true });
    const pair = [client, upstream] as const;
    pairs.add(pair);
    client.on('close', () => pairs.delete(pair));
    flow(client, upstream);
    flow(upstream, client);
    if (mode === 'frozen') for (const socket of pair) socket.pause();
  });

  const change = (next: Mode) => {
    mode = next;
    for (const pair of pairs)
      for (const socket of pair) {
        if (next === 'cut') socket.resetAndDestroy();
        else if (next === 'frozen') socket.pause();
        else socket.resume();
      }
  };

  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        cut: () => change('cut'),
        freeze: () => change('frozen'),
        mend: () => change('through'),
        close: () =>
          new Promise((done) => {
            change('cut');
            server.close(() => done());
          }),
      }),
    );
  });
}
