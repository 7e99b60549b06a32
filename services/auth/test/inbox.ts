import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A mail as it came in. */
export interface Received {
  to: string;
  subject: string;
  text: string;
  /** The page of the mail; empty if it has none. */
  html: string;
}

/** A mail server of a test. */
export interface Inbox {
  url: string;
  mails: Received[];
  /** Refuses what comes until it is called again with false. */
  refuse(on: boolean): void;
  /** The `nth` mail to an address, once it is there. */
  mailTo(address: string, nth?: number): Promise<Received>;
  /** The token in the link of the `nth` mail to an address. */
  tokenFor(address: string, nth?: number): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a mail server on a free port. */
export async function startInbox(): Promise<Inbox> {
  const mails: Received[] = [];
  let refusing = false;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        if (refusing) return done(Object.assign(new Error('not now'), { responseCode: 451 }));
        const parsed = await PostalMime.parse(Buffer.concat(chunks));
        const to = session.envelope.rcptTo[0]?.address ?? '';
        mails.push({ to, subject: parsed.subject ?? '', text: parsed.text ?? '', html: parsed.html ?? '' });
        done();
      });
    },
  });
  const port = await new Promise<number>((resolve) => {
    const listener = server.listen(0, '127.0.0.1', () => {
      const address = listener.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  async function mailTo(address: string, nth = 1): Promise<Received> {
    const until = Date.now() + 10_000;
    for (;;) {
      const mail = mails.filter(({ to }) => to === address)[nth - 1];
      if (mail) return mail;
      if (Date.now() > until) throw new Error(`mail ${nth} to ${address} has not come`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse: (on) => {
      refusing = on;
    },
    mailTo,
    async tokenFor(address, nth) {
      const { text } = await mailTo(address, nth);
      const token = /#token=([\w-]+)/.exec(text)?.[1];
      if (!token) throw new Error('the mail holds no link');
      return token;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
