/** `node tilt/sandbox/src/main.ts`: settings from the environment, ends at SIGINT or SIGTERM. */
import { startSandbox } from './sandbox.ts';

const env = process.env;

/** A port from the environment, or undefined where it is not set; anything else ends the process. */
function port(name: string): number | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number < 65_536) return number;
  process.stderr.write(`sandbox: ${name} must be a port, not "${text}"\n`);
  process.exit(1);
}

/** What the payment service handles; SANDBOX_WEBHOOK_EVENTS=* sends all. */
const defaultEvents = [
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'payment_intent.amount_capturable_updated',
  'payment_intent.requires_action',
  'refund.created',
  'refund.updated',
  'refund.failed',
];

const url = env.SANDBOX_WEBHOOK_URL;
const secret = env.STRIPE_WEBHOOK_SECRET;
const events = env.SANDBOX_WEBHOOK_EVENTS ?? defaultEvents.join(',');
const sandbox = await startSandbox({
  stripePort: port('SANDBOX_STRIPE_PORT') ?? port('SANDBOX_HTTP_PORT'),
  webPort: port('SANDBOX_WEB_PORT') ?? port('SANDBOX_HTTP_PORT'),
  smtpPort: port('SANDBOX_SMTP_PORT'),
  folder: env.SANDBOX_FOLDER || undefined,
  publicUrl: env.SANDBOX_PUBLIC_URL || undefined,
  webhook: url && secret ? { url, secret, types: events === '*' ? [] : events.split(',') } : undefined,
}).catch((error: NodeJS.ErrnoException & { port?: number }) => {
  const taken = error.code === 'EADDRINUSE' ? `port ${error.port} is taken` : error.message;
  process.stderr.write(`sandbox: cannot start: ${taken}\n`);
  process.exit(1);
});
process.stdout.write(
  `sandbox: inbox ${sandbox.webUrl} · Stripe ${sandbox.stripeUrl} · mail ${sandbox.smtpUrl} · webhooks ${url ?? 'nowhere yet'}\n`,
);

let ending = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (ending) return;
    ending = true;
    sandbox.stop().then(() => process.exit(0));
  });
