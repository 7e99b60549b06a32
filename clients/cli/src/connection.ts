import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { connect, type SavedSession, type Sippy } from '@sippy/sdk';
import { CliError, exitCode } from './exit.ts';
import { findRunFile } from './run-file.ts';

/** Where to connect, as the options of every command say. */
export interface ConnectionOptions {
  url?: string;
}

type SavedSessions = Record<string, SavedSession>;

/** Sessions are kept per gateway in a file that only this user can read. */
function sessionFile(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'sippy', 'sessions.json');
}

function readSessions(): SavedSessions {
  try {
    return JSON.parse(readFileSync(sessionFile(), 'utf8')) as SavedSessions;
  } catch {
    return {};
  }
}

function keepSession(url: string, session: SavedSession | undefined): void {
  const { [url]: _, ...others } = readSessions();
  const sessions = session ? { ...others, [url]: session } : others;
  if (Object.keys(sessions).length === 0) {
    rmSync(sessionFile(), { force: true });
    return;
  }
  mkdirSync(dirname(sessionFile()), { recursive: true, mode: 0o700 });
  writeFileSync(sessionFile(), JSON.stringify(sessions), { mode: 0o600 });
}

/** The gateway that a command means: --url, SIPPY_URL, or what runs in this checkout. */
export function gatewayUrl(options: ConnectionOptions): string {
  const url = options.url ?? process.env.SIPPY_URL ?? findRunFile()?.gatewayUrl;
  if (!url)
    throw new CliError(
      'No Sippy is running here. Start one with "npm start", or name one with --url.',
      exitCode.usage,
    );
  return url;
}

/** A client without a session. */
export function connectAsGuest(options: ConnectionOptions): Sippy {
  const url = gatewayUrl(options);
  return connect({ url, onSession: (session) => keepSession(url, session) });
}

/** A client that is signed in: by a session kept from "sippy login", or as the demo owner of what runs in this checkout. */
export async function connectSignedIn(options: ConnectionOptions): Promise<Sippy> {
  const url = gatewayUrl(options);
  const session = readSessions()[url];
  const sippy = connect({
    url,
    onSession: (next) => keepSession(url, next),
    ...(session ? { session } : {}),
  });
  if (session) return sippy;
  const run = findRunFile();
  const logins = run?.gatewayUrl === url ? run.demo?.logins : undefined;
  const owner = logins?.find((login) => login.role.toLowerCase() === 'owner');
  if (!owner) throw new CliError('Sign in first with "sippy login".', exitCode.refused);
  const demo = connect({ url });
  await demo.signIn(owner);
  return demo;
}

/** Runs a command with a client and closes it afterwards. */
export async function withSippy<T>(
  sippy: Sippy | Promise<Sippy>,
  work: (sippy: Sippy) => Promise<T>,
): Promise<T> {
  const client = await sippy;
  try {
    return await work(client);
  } finally {
    client.close();
  }
}
