import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { cleanup } from './cleanup.ts';

/** A host in a process of its own. */
export interface HostProcess {
  process: ChildProcess;
  address: string;
  opsPort: number;
}

/** Runs a script that starts a host and logs that it is ready, as `services/host.ts` does. Killed after the file's last test. */
export async function startProcess(
  args: readonly string[],
  env: Record<string, string>,
): Promise<HostProcess> {
  const child = spawn(process.execPath, args, {
    cwd: join(import.meta.dirname, '../../..'),
    env: {
      PATH: process.env.PATH,
      HOST_LISTEN: '127.0.0.1:0',
      METRICS_PORT: '0',
      MAX_WAIT_MS: '600000',
      ...env,
    },
  });
  cleanup(() => void child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    let output = '';
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
      const ready = output.split('\n').find((line) => line.includes('"msg":"ready"') && line.endsWith('}'));
      if (!ready) return;
      const { addresses, opsPort } = JSON.parse(ready) as { addresses: string[]; opsPort: number };
      resolve({ process: child, address: addresses[0] ?? '', opsPort });
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', () => reject(new Error(`the host did not start: ${output}`)));
  });
}
