import { type Database, statement } from '@sippy/kit/db';
import type { OnceKey } from '@sippy/kit/once';
import type { Scope } from '@sippy/kit/scope';

const forget = statement<object>(
  'payment_forget_request',
  'delete from request where bucket = $1 and caller = $2 and method = $3 and request_id = $4',
);

/** Forgets a request that was refused after it was remembered, so that it is tried again when it is sent again. */
export async function forgetRequest(db: Database, scope: Scope, key: OnceKey): Promise<void> {
  await db.command(scope, forget, [key.bucket, key.caller, key.method, key.requestId]);
}
