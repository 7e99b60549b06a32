import { connect } from '@sippy/sdk/node';
import { beforeAll, expect, test } from 'vitest';
import type { SharedSystem } from '../../../test/running-system.ts';
import { sharedSystem } from '../../../test/shared-system.ts';
import { joinNextDoor, month, newOrganisation } from './next-door.ts';

let system: SharedSystem;
let networkId: string;
let organisationId: string;
let other: string;
let token: string;

beforeAll(async () => {
  system = await sharedSystem();
  const sippy = connect({ url: system.run.gatewayUrl });
  try {
    await sippy.signIn(system.owner);
    organisationId = await newOrganisation(sippy, 'On the Corner');
    const { network } = await sippy.network.createNetwork({
      ...{ organisationId, name: 'The Block', currencyCode: 'EUR', timeZone: 'Europe/Berlin' },
      minorPerThousand: 1000n,
    });
    networkId = network?.networkId ?? '';
    other = await joinNextDoor(sippy, organisationId, networkId);
    token = sippy.session.current()?.accessToken ?? '';
  } finally {
    sippy.close();
  }
}, 120_000);

/** The invoice of an owner for the month. */
async function invoiceOf(owner: string): Promise<string> {
  const invoices = `${system.run.gatewayUrl}/api/v1/organisations/${owner}/invoices`;
  const answer = await fetch(invoices, { headers: { authorization: `Bearer ${token}` } });
  const list = (await answer.json()) as { invoices: { invoiceId: string }[] };
  return list.invoices[0]?.invoiceId ?? '';
}

const settle = (...args: string[]) =>
  system.sippy('settle', '--network', networkId, '--month', month, ...args);

test('a month is shown as a draft, settled once, and shown as it was settled from then on', async () => {
  const draft = await settle('--dry-run');
  expect(draft).toMatchObject({ code: 0, stdout: expect.stringMatching(/is draft. Sum of nets: 0.00 EUR/) });
  const settled = await settle();
  expect(settled).toMatchObject({ code: 0, stdout: expect.stringMatching(/is invoiced/) });
  expect(settled.stdout).toMatch(/Next Door +On the Corner +2\.50 +RF\d\d/);
  expect((await settle()).stdout).toBe(settled.stdout);
}, 60_000);

test('a line is disputed, talked about and decided on the command line', async () => {
  const settled = JSON.parse(
    (await system.sippy('--json', 'settle', 'dispute', 'list', '--organisation', other)).stdout,
  );
  expect(settled).toEqual([]);
  await settle();
  const dispute = (...args: string[]) => system.sippy('--json', 'settle', 'dispute', ...args);
  const theirs = ['--organisation', other];
  const opened = await dispute(
    'open',
    await invoiceOf(other),
    '1',
    '0.50',
    'We came on the 15th.',
    ...theirs,
  );
  expect(opened, opened.stderr).toMatchObject({ code: 0 });
  const { dispute_id: id } = JSON.parse(opened.stdout);
  const ours = ['--organisation', organisationId];
  expect(await dispute('answer', id, 'So you did.', ...ours)).toMatchObject({ code: 0 });
  expect(await dispute('resolve', id, '0.50', 'Never mind.', ...theirs)).toMatchObject({ code: 3 });
  const decided = await dispute('resolve', id, '0.20', 'A part.', ...ours);
  expect(JSON.parse(decided.stdout)).toMatchObject({ status: 'resolved', granted: '0.20' });
  const shown = await system.sippy('settle', 'dispute', 'show', id, ...theirs);
  expect(shown.stdout).toMatch(/We came on the 15th[\s\S]*So you did[\s\S]*A part/);
}, 60_000);

test('who owes a transfer pays it by card on the command line, and hears when the card is declined', async () => {
  const [reference = ''] = /RF\d\d\w+/.exec((await settle()).stdout) ?? [];
  const pay = (card: string) => settle('pay', reference, card, '--amount', '1.50', '--organisation', other);
  expect(await pay('pm_card_visa_chargeDeclined')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/declined/),
  });
  const paid = await pay('pm_card_visa');
  expect(paid, paid.stderr).toMatchObject({ code: 0, stdout: expect.stringMatching(/captured/) });
  expect((await pay('pm_card_visa')).stderr).toMatch(/1\.00/);
}, 60_000);

test('its invoices are fetched over REST as pages to print', async () => {
  await settle();
  const invoices = `${system.run.gatewayUrl}/api/v1/organisations/${organisationId}/invoices`;
  const headers = { authorization: `Bearer ${token}` };
  const list = (await (await fetch(invoices, { headers })).json()) as { invoices: { invoiceId: string }[] };
  expect(list.invoices).toHaveLength(2);
  const document = `${invoices}/${list.invoices[0]?.invoiceId}/document?form=INVOICE_FORM_PDF_LETTER`;
  const pdf = await fetch(document, { headers });
  expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  expect(pdf.headers.get('content-disposition')).toMatch(/^attachment; filename="2025-01-\d+\.pdf"$/);
  expect(Buffer.from(await pdf.arrayBuffer()).toString('latin1')).toMatch(/^%PDF-[\s\S]*%%EOF\s*$/);
}, 60_000);

test('a network of others and a month that is none are refused', async () => {
  const unknown = ['--network', '018f0000-0000-7000-8000-000000000000', '--month', month];
  expect(await system.sippy('settle', ...unknown)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/None of your organisations administers/),
  });
  expect(await system.sippy('settle', '--network', networkId, '--month', '2025-13')).toMatchObject({
    code: 2,
  });
}, 60_000);
