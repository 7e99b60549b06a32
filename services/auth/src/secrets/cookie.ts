import type { Call } from '@sippy/kit/call';
import type { SessionKindName } from '../domain/session-life.ts';

/** Refresh tokens as cookies that no script can read and no other site can send. */
export interface RefreshCookies {
  set(call: Call, kind: SessionKindName, token: string, expires: Date): void;
  clear(call: Call, kind: SessionKindName): void;
  /** The refresh token that the caller's cookie of this kind holds; empty without one. */
  read(call: Call, kind: SessionKindName): string;
}

/** Makes the cookies for a site; over https they are `Secure` and bound to the host. */
export function refreshCookies(publicUrl: string): RefreshCookies {
  const secure = publicUrl.startsWith('https:');
  const nameOf = (kind: SessionKindName) => `${secure ? '__Host-' : ''}sippy_refresh_${kind.toLowerCase()}`;
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  return {
    set: (call, kind, token, expires) =>
      call.setHeader(
        'set-cookie',
        `${nameOf(kind)}=${token}; Expires=${expires.toUTCString()}; ${attributes}`,
      ),
    clear: (call, kind) => call.setHeader('set-cookie', `${nameOf(kind)}=; Max-Age=0; ${attributes}`),
    read: (call, kind) => cookieOf(call.metadata.get('cookie') ?? '', nameOf(kind)),
  };
}

function cookieOf(header: string, name: string): string {
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return '';
}
