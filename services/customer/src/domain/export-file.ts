/** What an export says before anything else. */
export interface ExportHead {
  customerId: string;
  /** Empty where it is all. */
  organisationId: string;
  time: Date;
}

/**
 * The text of an export, part by part: one JSON object whose `data` has a list for each kind of thing. Things of one kind follow
 * one another, over as many pages as there are, so nothing has to be held in memory.
 */
export async function* exportFile(
  { customerId, organisationId, time }: ExportHead,
  pages: AsyncIterable<readonly { kind: string; json: string }[]>,
): AsyncGenerator<string> {
  const head = { form: 'sippy.export.1', customer_id: customerId, export_time: time.toISOString() };
  const about = organisationId === '' ? head : { ...head, organisation_id: organisationId };
  yield `${JSON.stringify(about).slice(0, -1)},"data":{`;
  let open: string | undefined;
  for await (const records of pages) {
    let text = '';
    for (const { kind, json } of records) {
      if (kind === open) text += `,\n${json}`;
      else text += `${open === undefined ? '' : '],'}\n${JSON.stringify(kind)}:[\n${json}`;
      open = kind;
    }
    if (text !== '') yield text;
  }
  yield open === undefined ? '}}\n' : ']}}\n';
}
