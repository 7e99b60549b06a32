import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What `npm start` writes down of the system that is running: where it is, and how to sign in to its demo. */
export interface RunFile {
  gatewayUrl: string;
  /** Read-only connections to the services' databases, by service; for audit and operations. */
  auditUrls: Record<string, string>;
  natsUrl: string;
  /** Where hosts serve metrics and operations, by host. */
  metricsUrls: Record<string, string>;
  demo?: { logins: { email: string; password: string; role: string }[] };
}

/** Finds the run file of the checkout one stands in, or undefined. */
export function findRunFile(
  from: string = process.cwd(),
  env: NodeJS.ProcessEnv = process.env,
): RunFile | undefined {
  const read = (folder: string): RunFile | undefined => {
    try {
      return JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunFile;
    } catch {
      return undefined;
    }
  };
  if (env.SIPPY_HOME) return read(env.SIPPY_HOME);
  for (let folder = from; ; folder = dirname(folder)) {
    const found = read(join(folder, '.sippy'));
    if (found || dirname(folder) === folder) return found;
  }
}
