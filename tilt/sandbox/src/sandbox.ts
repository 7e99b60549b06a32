/** The outside world in one process: Stripe and a mailbox. Everything listens on loopback only. */
import { join } from 'node:path';
import { type Exchange, listen, type Route } from './http.ts';
import { openJournal } from './journal.ts';
import { openInbox } from './mail/inbox.ts';
import { inboxRoutes } from './mail/pages.ts';
import { startSmtp } from './mail/smtp.ts';
import { openApi } from './stripe/api.ts';
import { controlRoutes } from './stripe/control.ts';
import { settleLater } from './stripe/refunds.ts';
import { openStandIn } from './stripe/stand-in.ts';
import { threeDSecureRoutes } from './stripe/three-d-secure.ts';
import type { WebhookTarget } from './stripe/webhooks.ts';

/** How to start the sandbox. Ports left out are whichever are free. */
export interface SandboxOptions {
  /** Stripe's API and its 3-D Secure page. */
  stripePort?: number | undefined;
  /** The inbox and the switches; the same number as `stripePort` puts all on one port. */
  webPort?: number | undefined;
  smtpPort?: number | undefined;
  /** Where state is kept over restarts; without it, in memory only. */
  folder?: string | undefined;
  /** Where Stripe's webhooks go; can be set later by PUT /_sandbox/webhook. */
  webhook?: WebhookTarget | undefined;
  /** How long refunds that take their time take. */
  refundDelayMs?: number | undefined;
  /** Address under which browsers reach the Stripe port, if it is not loopback. */
  publicUrl?: string | undefined;
}

/** A running sandbox. */
export interface Sandbox {
  /** For STRIPE_API_URL. */
  stripeUrl: string;
  /** The inbox. */
  webUrl: string;
  /** For SMTP_URL. */
  smtpUrl: string;
  stop(): Promise<void>;
}

/** Starts the sandbox and resolves once every part of it listens. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const journal = (name: string) => openJournal(options.folder && join(options.folder, `${name}.jsonl`));
  const standIn = openStandIn(journal('stripe'), options);
  for (const refund of standIn.state.refunds.all()) settleLater(standIn, refund);
  const inbox = openInbox(journal('mail'));
  const api = openApi(standIn);
  const health: Route = { method: 'GET', path: /^\/healthz$/, answer: () => ({ status: 200, body: 'ok\n' }) };
  const stripe: Route[] = [
    health,
    ...['GET', 'POST'].map((method) => ({ method, path: /^\/v[12]\//, answer: api })),
    { method: 'OPTIONS', path: /^\/v1\//, answer: () => ({ status: 204, headers: cors }) },
    ...threeDSecureRoutes(standIn),
    ...controlRoutes(standIn),
  ];
  const web = [health, ...inboxRoutes(inbox), ...controlRoutes(standIn)].map(ownPagesOnly);

  const stops: (() => Promise<void>)[] = [];
  const open = async (routes: readonly Route[], port: number) => {
    const server = await listen(routes, port);
    stops.push(server.stop);
    return `http://127.0.0.1:${server.port}`;
  };
  try {
    const shared =
      options.stripePort !== undefined && options.stripePort !== 0 && options.stripePort === options.webPort;
    const stripeUrl = await open(shared ? [...stripe, ...web] : stripe, options.stripePort ?? 0);
    const webUrl = shared ? stripeUrl : await open(web, options.webPort ?? 0);
    const smtp = await startSmtp(inbox, options.smtpPort ?? 0);
    stops.push(smtp.stop);
    standIn.publicUrl = options.publicUrl ?? stripeUrl;
    return {
      stripeUrl,
      webUrl,
      smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
      async stop() {
        standIn.webhooks.stop();
        await Promise.all(stops.map((stop) => stop()));
      },
    };
  } catch (error) {
    await Promise.all(stops.map((stop) => stop()));
    throw error;
  }
}

const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, idempotency-key, stripe-version',
};

/** Refuses what another site's page sends here through a visitor's browser. */
function ownPagesOnly(route: Route): Route {
  return {
    ...route,
    answer(exchange) {
      if (isForeign(exchange)) return { status: 403, body: 'Only pages of the sandbox may do this.\n' };
      return route.answer(exchange);
    },
  };
}

function isForeign({ headers, method }: Exchange): boolean {
  const host = headers.host ?? '';
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host)) return true;
  const { origin } = headers;
  return method !== 'GET' && origin !== undefined && URL.parse(origin)?.host !== host;
}
