import { type Database, statement, type Transaction } from '@sippy/kit/db';
import type { Scope } from '@sippy/kit/scope';

/** An open invitation. */
export interface Invitation {
  code: string;
  networkId: string;
  /** The administrator, who made it. */
  organisationId: string;
  expireTime: Date;
}

interface InvitationRow {
  code: string;
  network_id: string;
  organisation_id: string;
  expire_time: Date;
}

const insertInvitation = statement<object>(
  'settlement_insert_invitation',
  'insert into invitation (code, network_id, organisation_id, request_id, expire_time) values ($1, $2, $3, $4, $5)',
);
const dropExpired = statement<object>(
  'settlement_drop_expired_invitations',
  'delete from invitation where network_id = $1 and expire_time <= $2',
);
const findOfRequest = statement<InvitationRow>(
  'settlement_invitation_of_request',
  'select * from invitation where request_id = $1 and expire_time > $2',
);
const useInvitation = statement<InvitationRow>(
  'settlement_use_invitation',
  'delete from invitation where code = $1 and expire_time > $2 returning *',
);

/** Writes an invitation down under the request that asked for it, and forgets the network's expired ones. */
export async function keepInvitation(
  tx: Transaction,
  invitation: Invitation,
  requestId: string,
  now: Date,
): Promise<void> {
  const { code, networkId, organisationId, expireTime } = invitation;
  await tx.query(dropExpired, [networkId, now]);
  await tx.query(insertInvitation, [code, networkId, organisationId, requestId, expireTime]);
}

/** The open invitation that a request has made. */
export async function invitationOfRequest(
  db: Database,
  scope: Scope,
  requestId: string,
  now: Date,
): Promise<Invitation | undefined> {
  const [row] = await db.read(scope, findOfRequest, [requestId, now]);
  return row && invitationOf(row);
}

/** Takes the open invitation with a code: of several at the same time, one gets it. */
export async function takeInvitation(
  tx: Transaction,
  code: string,
  now: Date,
): Promise<Invitation | undefined> {
  const [row] = await tx.query(useInvitation, [code, now]);
  return row && invitationOf(row);
}

function invitationOf(row: InvitationRow): Invitation {
  return {
    code: row.code,
    networkId: row.network_id,
    organisationId: row.organisation_id,
    expireTime: row.expire_time,
  };
}
