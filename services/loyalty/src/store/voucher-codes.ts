import { hash } from 'node:crypto';
import { statement, type Transaction } from '@sippy/kit/db';

const insert = statement<object>(
  'loyalty_insert_voucher_codes',
  `insert into voucher_code (code_hash, campaign_id, organisation_id, max_claims, claims, create_time)
   select h, $2, $3, $4, 0, $5 from unnest($1::bytea[]) h`,
);
const find = statement<{ campaignId: string }>(
  'loyalty_find_voucher_code',
  'select campaign_id as "campaignId" from voucher_code where code_hash = $1',
);
const use = statement<object>(
  'loyalty_use_voucher_code',
  `update voucher_code set claims = claims + 1 where code_hash = $1 and (max_claims is null or claims < max_claims)
   returning campaign_id`,
);

/** Codes to be kept for a campaign. */
export interface NewCodes {
  codes: readonly string[];
  campaignId: string;
  organisationId: string;
  /** How many members can use each; 0 for any number. */
  maxClaims: number;
}

/** Keeps what recognises codes. They are of some 98 random bits, so a plain hash gives nothing away. */
export async function keepCodes(tx: Transaction, made: NewCodes, now: Date): Promise<void> {
  const { codes, campaignId, organisationId, maxClaims } = made;
  await tx.query(insert, [codes.map(hashOf), campaignId, organisationId, maxClaims || null, now]);
}

/** The campaign that a code is for. */
export async function campaignOfCode(tx: Transaction, code: string): Promise<string | undefined> {
  return (await tx.query(find, [hashOf(code)]))[0]?.campaignId;
}

/** Counts a claim; false if as many members have used the code as can. */
export async function useCode(tx: Transaction, code: string): Promise<boolean> {
  return (await tx.query(use, [hashOf(code)])).length > 0;
}

function hashOf(code: string): Buffer {
  return hash('sha256', code, 'buffer');
}
