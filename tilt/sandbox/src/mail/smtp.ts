/** A mail server that takes every mail and sends none on. */
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Inbox } from './inbox.ts';

const maxMailBytes = 5 * 1024 * 1024;

/** Listens on loopback; `port` 0 takes any free one. */
export async function startSmtp(
  inbox: Inbox,
  port: number,
): Promise<{ port: number; stop(): Promise<void> }> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    size: maxMailBytes,
    banner: 'Sippy sandbox',
    closeTimeout: 1_000,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anyone' }),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (stream.sizeExceeded) {
          done(Object.assign(new Error('The mail is larger than 5 MiB.'), { responseCode: 552 }));
          return;
        }
        const { mailFrom, rcptTo } = session.envelope;
        const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map((r) => r.address) };
        inbox.receive(envelope, Buffer.concat(chunks)).then(
          () => done(),
          (error: Error) => done(error),
        );
      });
    },
  });
  server.on('error', (error: Error) => process.stderr.write(`sandbox: mail: ${error.message}\n`));
  const listening = await new Promise<AddressInfo>((resolve, reject) => {
    server.once('error', reject);
    const net = server.listen(port, '127.0.0.1', () => resolve(net.address() as AddressInfo));
  });
  return { port: listening.port, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}
