import { cutPage, decodePage } from '@sippy/kit/page';
import type { Scope } from '@sippy/kit/scope';
import type { ListConsentsResponse } from '@sippy/proto/customer/v1/consent_service';
import type { PageRequest } from '@sippy/proto/type/v1/page';
import type { CustomerContext } from '../context.ts';
import { consentMessage } from '../messages/answers.ts';
import { consentHistory, currentConsents } from '../store/consents.ts';

/** What a person has consented to: what holds now, and a page of how it came about. */
export async function consentsPage(
  ctx: CustomerContext,
  scope: Scope,
  whose: { customerId: string; organisationId: string | null },
  asked: PageRequest | undefined,
): Promise<ListConsentsResponse> {
  const { customerId, organisationId } = whose;
  const list = `consents:${customerId}:${organisationId}`;
  const page = decodePage(asked, list, ['time', 'uuid']);
  const current = await currentConsents(ctx.db, scope, customerId, organisationId);
  const found = await consentHistory(ctx.db, scope, whose, page);
  const { rows, nextPageToken } = cutPage(found, page, list, (row) => [row.time, row.consentId]);
  return {
    current: current.map(consentMessage),
    history: rows.map(consentMessage),
    pageInfo: { nextPageToken },
  };
}
