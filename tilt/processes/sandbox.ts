/** The stand-in for the outside world: Stripe and mail. */
import { join } from 'node:path';
import { answersHttp, type ServerSpec } from '../infrastructure/server.ts';
import { projectRoot } from '../paths.ts';
import { portOf, type Setup } from '../setup.ts';

/** Page of the inbox. */
export function sandboxUrl(setup: Setup): string {
  return `http://localhost:${portOf(setup.ports, 'sandbox-web')}`;
}

/** The sandbox as a server to be started. */
export function sandboxServer(setup: Setup): ServerSpec {
  const healthUrl = `http://127.0.0.1:${portOf(setup.ports, 'sandbox-web')}/healthz`;
  return {
    name: 'sandbox',
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', 'tilt/sandbox/src/main.ts'],
    cwd: projectRoot,
    env: {
      SANDBOX_WEB_PORT: String(portOf(setup.ports, 'sandbox-web')),
      SANDBOX_SMTP_PORT: String(portOf(setup.ports, 'sandbox-smtp')),
      SANDBOX_STRIPE_PORT: String(portOf(setup.ports, 'sandbox-stripe')),
      STRIPE_WEBHOOK_SECRET: setup.keys.stripeWebhookSecret,
      SANDBOX_FOLDER: join(setup.home, 'data', 'sandbox'),
      SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${portOf(setup.ports, 'gateway')}/api/v1/payments/stripe/webhook`,
    },
    stopSignal: 'SIGTERM',
    healthUrl,
    ready: () => answersHttp(healthUrl),
  };
}
