import { type PersonalPage, personalPage, type Subject } from '@sippy/kit/personal-data';
import type { HttpBody } from '@sippy/proto/google/api/httpbody';
import type { CustomerContext } from '../context.ts';
import { exportFile } from '../domain/export-file.ts';
import { personalSections } from '../store/personal-data.ts';

/** All that every service keeps of a person, as the parts of one JSON file; a page is read when the one before has gone out. */
export async function* exportParts(
  ctx: CustomerContext,
  customerId: string,
  subject: Subject,
): AsyncGenerator<HttpBody> {
  const head = { customerId, organisationId: subject.organisationId, time: ctx.clock.now() };
  for await (const text of exportFile(head, pages(ctx, subject)))
    yield { contentType: 'application/json', data: Buffer.from(text), extensions: [] };
}

async function* pages(ctx: CustomerContext, subject: Subject): AsyncGenerator<PersonalPage['records']> {
  const own = (token: string) => personalPage(ctx.db, personalSections, subject, token);
  const sources = [own, ...ctx.holders.map((holder) => (token: string) => holder.exportPage(subject, token))];
  for (const read of sources) {
    let token = '';
    do {
      const page = await read(token);
      yield page.records;
      token = page.nextPageToken;
    } while (token !== '');
  }
}
