import { withScope } from '@sippy/kit/db';
import type { Scope } from '@sippy/kit/scope';
import type { PrismaClient } from '../../gen/prisma/client.ts';
import type { SessionKindName } from '../domain/session-life.ts';

/** Whose sessions. */
export interface SessionOwner {
  kind: SessionKindName;
  id: string;
}

function owned(owner: SessionOwner) {
  switch (owner.kind) {
    case 'USER':
      return { kind: 'USER', userId: owner.id };
    case 'STAFF':
      return { kind: 'STAFF', staffId: owner.id };
    case 'DEVICE':
      return { kind: 'DEVICE', deviceId: owner.id };
  }
}

/** The open sessions of somebody, the newest first, at most 100. */
export function listOwnSessions(prisma: PrismaClient, scope: Scope, owner: SessionOwner, now: Date) {
  return withScope(scope, async () => {
    return await prisma.session.findMany({
      where: { ...owned(owner), revokedTime: null, expiresTime: { gt: now } },
      orderBy: [{ createdTime: 'desc' }, { sessionId: 'desc' }],
      take: 100,
    });
  });
}

/** Whether there is such a session and it is theirs, open or ended. */
export function ownsSession(
  prisma: PrismaClient,
  scope: Scope,
  owner: SessionOwner,
  sessionId: string,
): Promise<boolean> {
  return withScope(
    scope,
    async () => (await prisma.session.count({ where: { sessionId, ...owned(owner) } })) > 0,
  );
}
