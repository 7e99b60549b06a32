/** `.sippy/run.json`: what runs here, for people and programs on this machine. */
import { rmSync } from 'node:fs';
import { writePrivateJson } from './home.ts';
import { sandboxUrl } from './processes/sandbox.ts';
import type { Demo } from './seed/demo.ts';
import { portOf, type Setup } from './setup.ts';
import { runFileOf } from './system.ts';

/** The file's content. */
export interface RunFile {
  startedTime: string;
  /** Where the gateway is reached; all clients go through it. */
  gatewayUrl: string;
  apiReferenceUrl: string;
  inboxUrl: string;
  /** As the auditor, by service: reads everything, changes nothing. */
  auditUrls: Record<string, string>;
  natsUrl: string;
  /** PostgreSQL's administrator. */
  adminUrl: string;
  metricsUrls: Record<string, string>;
  demo?: Demo;
}

/** Writes the file, readable by this user alone, and returns its content. */
export function writeRunFile(setup: Setup, demo: Demo | undefined): RunFile {
  const run: RunFile = {
    startedTime: new Date().toISOString(),
    gatewayUrl: setup.gatewayUrl,
    apiReferenceUrl: `${setup.gatewayUrl}/docs/`,
    inboxUrl: sandboxUrl(setup),
    auditUrls: Object.fromEntries(Object.entries(setup.databases).map(([name, d]) => [name, d.auditUrl])),
    natsUrl: setup.natsUrl,
    adminUrl: setup.adminUrl,
    metricsUrls: metricsUrls(setup),
    ...(demo ? { demo } : {}),
  };
  writePrivateJson(runFileOf(setup.home), run);
  return run;
}

/** Removes the file: nothing runs any more. */
export function removeRunFile(home: string): void {
  rmSync(runFileOf(home), { force: true });
}

function metricsUrls(setup: Setup): Record<string, string> {
  const hosts = setup.hosting === 'together' ? ['host'] : setup.services;
  return Object.fromEntries(
    [...hosts, 'gateway'].map((name) => [
      name,
      `http://127.0.0.1:${portOf(setup.ports, `${name}-metrics`)}/metrics`,
    ]),
  );
}
