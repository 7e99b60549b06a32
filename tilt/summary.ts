/** What `npm start` prints once all is up. */
import { randomUUID } from 'node:crypto';
import { v7 } from 'uuid';
import type { RunFile } from './run-file.ts';
import type { Demo, PairingCode } from './seed/demo.ts';

/** Something to try: what it shows, and what to paste into a terminal. */
export interface Trial {
  title: string;
  command: string;
}

/** Addresses, logins and things to try, as text for a terminal. */
export function summary(run: RunFile): string {
  const lines = [
    '',
    'Sippy is running.',
    '',
    `  Gateway        ${run.gatewayUrl}`,
    `  API reference  ${run.apiReferenceUrl}`,
    `  Sandbox inbox  ${run.inboxUrl}`,
  ];
  if (run.demo) lines.push('', ...screens(run.gatewayUrl, run.demo));
  if (run.demo) lines.push('', ...logins(run.demo));
  lines.push('', 'Three things to try:');
  for (const [i, { title, command }] of thingsToTry(run).entries()) {
    lines.push('', `${i + 1}. ${title}`, '', command);
  }
  return `${lines.join('\n')}\n`;
}

/** Where the screens are, with the codes that pair a browser with them as long as they hold. */
function screens(gatewayUrl: string, { cafes, pairingCodes }: Demo): string[] {
  const now = new Date().toISOString();
  const line = (title: string, path: string, kind: PairingCode['kind'], option: string) => {
    const fresh = pairingCodes.find((each) => each.kind === kind && each.expireTime > now);
    const how = fresh
      ? `pair it with ${fresh.code}`
      : `pair it with the code of: npx sippy devices code ${cafes[0]?.cafeId} --kind ${option}`;
    return `  ${title.padEnd(15)}  ${gatewayUrl}/${path}/  ${how}`;
  };
  return [
    'Screens (a code holds for ten minutes and pairs one browser)',
    line('Till', 'pos', 'POS', 'pos'),
    line('Kitchen display', 'kds', 'KITCHEN_DISPLAY', 'kitchen'),
    `  ${'Owner\u2019s page'.padEnd(15)}  ${gatewayUrl}/owner/  sign in as the owner`,
  ];
}

function logins({ logins: people, staff, devices }: Demo): string[] {
  const width = Math.max(...people.map((p) => p.email.length));
  const till = devices[0] ? ` (at the device "${devices[0].name}")` : '';
  return [
    'Demo logins',
    ...people.map((p) => `  ${p.role.padEnd(11)} ${p.email.padEnd(width)}  ${p.password}`),
    `PINs${till}`,
    ...staff.map((s) => `  ${s.role.padEnd(11)} ${s.name.padEnd(width)}  ${s.pin}`),
  ];
}

/** Commands that work as they stand while this system runs. */
export function thingsToTry(run: RunFile): Trial[] {
  const owner = run.demo?.logins.find((l) => l.role === 'OWNER');
  const [cafe] = run.demo?.cafes ?? [];
  if (!run.demo || !owner || !cafe) return [{ title: 'Is everything well?', command: 'npm run status' }];
  return [
    {
      title: `Sell a ${run.demo.product.name} for cash (paste it twice: it is sold once)`,
      command: sale(run.gatewayUrl, owner, cafe.cafeId, run.demo.product),
    },
    {
      title: 'Read the menu as a guest does, from the gateway\u2019s cache',
      command: `curl -si ${run.gatewayUrl}/api/v1/cafes/${cafe.cafeId}/menu | head -20`,
    },
    {
      title: 'Watch the orders of the café come in, then sell again',
      command: `npx sippy watch ${cafe.cafeId}`,
    },
  ];
}

function sale(
  url: string,
  owner: { email: string; password: string },
  cafeId: string,
  { productId, variantId }: Demo['product'],
): string {
  const orderId = v7();
  const order = {
    requestId: randomUUID(),
    orderId,
    cafeId,
    lines: [{ productId, variantId, quantity: 1 }],
  };
  const post = (path: string, body: unknown, token = '') =>
    `curl -s ${url}/api/v1/${path} -H 'content-type: application/json'${token} -d '${JSON.stringify(body)}'`;
  const signedIn = ' -H "authorization: Bearer $token"';
  return [
    `token=$(${post('auth/login', { email: owner.email, password: owner.password })} | sed 's/.*"accessToken": *"\\([^"]*\\)".*/\\1/')`,
    post('orders', order, signedIn),
    post('payments/cash', { requestId: randomUUID(), orderId }, signedIn),
  ].join('\n');
}
