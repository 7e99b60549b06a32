/** A TCP proxy on loopback whose way can be cut, frozen or slowed. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Where a proxy leads to. */
export type Target = { port: number; host?: string } | { path: string };

/** A running proxy. */
export interface TcpProxy {
  readonly port: number;
  /** Connections that go through it now. */
  readonly open: number;
  /** Ends every connection with a reset and refuses new ones. */
  cut(): void;
  /** Keeps connections open but lets nothing through, in neither direction. */
  freeze(): void;
  /** Holds every chunk back for so long. */
  slow(delayMs: number): void;
  /** Lets all through again. */
  mend(): void;
  close(): Promise<void>;
}

type Mode = { kind: 'through' } | { kind: 'cut' } | { kind: 'frozen' } | { kind: 'slow'; delayMs: number };

/** Starts a proxy on a free loopback port. */
export function startTcpProxy(target: Target): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let mode: Mode = { kind: 'through' };

  const flow = (from: Socket, to: Socket) => {
    from.on('data', (chunk) => {
      const pass = () => {
        if (to.destroyed || to.write(chunk)) return;
        from.pause();
        to.once('drain', () => mode.kind === 'frozen' || from.resume());
      };
      if (mode.kind === 'slow') setTimeout(pass, mode.delayMs);
      else pass();
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  };

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (mode.kind === 'cut') return client.resetAndDestroy();
    const upstream = connect({ ...target, noDelay: true, allowHalfOpen: true });
    const pair = [client, upstream] as const;
    pairs.add(pair);
    client.on('close', () => pairs.delete(pair));
    flow(client, upstream);
    flow(upstream, client);
    if (mode.kind === 'frozen') for (const socket of pair) socket.pause();
  });

  const change = (next: Mode) => {
    mode = next;
    for (const pair of pairs)
      for (const socket of pair) {
        if (next.kind === 'cut') socket.resetAndDestroy();
        else if (next.kind === 'frozen') socket.pause();
        else socket.resume();
      }
  };

  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        get open() {
          return pairs.size;
        },
        cut: () => change({ kind: 'cut' }),
        freeze: () => change({ kind: 'frozen' }),
        slow: (delayMs) => change({ kind: 'slow', delayMs }),
        mend: () => change({ kind: 'through' }),
        close: () =>
          new Promise((done) => {
            change({ kind: 'cut' });
            server.close(() => done());
          }),
      }),
    );
  });
}
