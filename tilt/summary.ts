/** What `npm start` prints once all is up. */
import type { RunFile } from './run-file.ts';

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
  return `${lines.join('\n')}\n`;
}
