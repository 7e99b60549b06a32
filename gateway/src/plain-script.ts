/** Scripts of sites that have no build step: written in TypeScript, sent without their types. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

interface Script {
  changedMs: number;
  text: string;
  etag: string;
}

const scripts = new Map<string, Script>();

/** Answers with a script that lies directly in a site's folder, such as `/verify.ts`; false if there is none. */
export function answerScript(
  folder: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const file = join(folder, path);
  if (!/^\/[a-z][a-z-]*\.ts$/.test(path) || !existsSync(file)) return false;
  const { text, etag } = readScript(file);
  const headers = { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache', etag };
  // The compressor in front makes a strong mark a weak one.
  const known = request.headers['if-none-match']?.replace(/^W\//, '') === etag;
  response.writeHead(known ? 304 : 200, headers).end(known ? undefined : text);
  return true;
}

function readScript(file: string): Script {
  const changedMs = statSync(file).mtimeMs;
  const kept = scripts.get(file);
  if (kept?.changedMs === changedMs) return kept;
  const text = stripTypeScriptTypes(readFileSync(file, 'utf8'));
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  const script = { changedMs, text, etag };
  scripts.set(file, script);
  return script;
}
