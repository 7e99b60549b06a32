import { statement } from '@sippy/kit/db';
import { organisationScope } from '@sippy/kit/scope';
import type { TestHost } from '@sippy/kit/testing';
import type { Invoice } from '@sippy/proto/settlement/v1/settlement';
import { InvoiceForm, SettlementServiceDefinition } from '@sippy/proto/settlement/v1/settlement_service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isReference } from '../src/domain/reference.ts';
import { asking, given, newNetwork, newOwner, type Owner, startSettlement, testClock } from './fixture.ts';
import { expired, givenBack, type Journal, openJournal, redeemed, shopOf } from './points.ts';

const month = '2026-04';
let host: TestHost;
let journal: Journal;
let owners: readonly [Owner, Owner, Owner];
let networkId: string;
let invoices: Invoice[];

const settling = (owner: Owner) => host.peer(SettlementServiceDefinition, owner.principal);

async function lockAndInvoice(owner: Owner, network: string) {
  await settling(owner).lockPeriod({ ...asking(owner), networkId: network, month });
  return settling(owner).invoicePeriod({ ...asking(owner), networkId: network, month });
}

beforeAll(async () => {
  host = await startSettlement({ clock: testClock(new Date('2026-05-01T12:00:00Z')) });
  journal = openJournal(host);
  owners = [await newOwner(host), await newOwner(host, 2), await newOwner(host)];
  const [a, b, c] = owners;
  const fee = {
    fee: { fixedMinor: 100n, bps: 100 },
    breakageFunding: 'BREAKAGE_FUNDING_ADMINISTRATOR' as const,
  };
  networkId = (await newNetwork(owners, { ...fee, minorPerThousand: 333n })).networkId;
  await journal.apply(
    ...Array.from({ length: 7 }, (_, i) =>
      redeemed(shopOf(b), { networkId, issuer: shopOf(a), points: 101 + i }),
    ),
    givenBack(shopOf(b), { networkId, issuer: shopOf(a), points: 50 }),
    redeemed(shopOf(b, 1), { networkId, issuer: shopOf(b), points: 70_000 }),
    redeemed(shopOf(c), { networkId, issuer: shopOf(b), points: 90_001 }),
    redeemed(shopOf(a), { networkId, issuer: shopOf(c), points: 4_321 }),
    expired({ networkId, issuer: shopOf(c), points: 1_000 }),
  );
  ({ invoices } = await lockAndInvoice(a, networkId));
});
afterAll(async () => {
  await journal?.db.close();
  await host?.stop();
});

const whole = async (owner: Owner, invoiceId: string): Promise<Invoice> => {
  const { organisationId } = owner;
  return given((await settling(owner).getInvoice({ organisationId, invoiceId })).invoice);
};
const received = async (owner: Owner) =>
  whole(owner, given(invoices.find((one) => one.recipientOrganisationId === owner.organisationId)).invoiceId);
const sum = (all: readonly (bigint | undefined)[]) =>
  all.reduce<bigint>((total, one) => total + (one ?? 0n), 0n);

describe('the invoices of a month', () => {
  test('are one for each owner, and what one pays another receives', async () => {
    expect(invoices.map((one) => one.recipientOrganisationId).sort()).toEqual(
      owners.map((owner) => owner.organisationId).sort(),
    );
    expect(sum(invoices.map((one) => one.total?.minor))).toBe(0n);
    for (const owner of owners) {
      const { lines, total, transfers } = await received(owner);
      expect(sum(lines.map((line) => line.amount?.minor))).toBe(total?.minor);
      const paid = transfers.map((one) => {
        const minor = one.amount?.minor ?? 0n;
        return one.debtorOrganisationId === owner.organisationId ? minor : -minor;
      });
      expect(sum(paid)).toBe(total?.minor);
      expect(transfers.every((one) => isReference(one.reference) && one.dueDay === '2026-05-15')).toBe(true);
      expect(transfers.every((one) => one.debtorName && one.creditorName)).toBe(true);
    }
  });

  test('leave out what cafés of one owner owe each other', async () => {
    const { lines } = await received(owners[1]);
    expect(new Map(lines.map((line) => [line.kind, line.points]))).toEqual(
      new Map([
        ['INVOICE_LINE_KIND_DUE', 678n],
        ['INVOICE_LINE_KIND_OWED', 90_001n],
        ['INVOICE_LINE_KIND_FEE', 0n],
      ]),
    );
    expect(lines).toHaveLength(3);
  });

  test('are issued once, and by the administrator', async () => {
    const [a, b] = owners;
    await expect(settling(b).invoicePeriod({ ...asking(b), networkId, month })).rejects.toMatchObject({
      reason: 'ADMINISTRATOR_NEEDED',
    });
    await expect(settling(a).invoicePeriod({ ...asking(a), networkId, month })).rejects.toMatchObject({
      reason: 'PERIOD_INVOICED',
    });
    await expect(
      settling(a).invoicePeriod({ ...asking(a), networkId, month: '2026-05' }),
    ).rejects.toMatchObject({ reason: 'PERIOD_NOT_LOCKED' });
  });

  test('have numbers without a gap for each issuer, over all its networks, also when issued at the same time', async () => {
    const a = await newOwner(host, 3);
    const [b, c] = [await newOwner(host), await newOwner(host)];
    const cafes = a.cafeIds;
    const networks = [];
    for (const [i, other] of [b, c].entries()) {
      const made = await newNetwork([a, other], { cafeIds: cafes.slice(i, i + 1) });
      networks.push(made.networkId);
      await journal.apply(
        redeemed(shopOf(other), { networkId: made.networkId, issuer: shopOf(a, i), points: 1000 }),
      );
    }
    await Promise.all(networks.map((id) => lockAndInvoice(a, id)));
    const { organisationId } = a;
    const { invoices: all } = await settling(a).listInvoices({ organisationId });
    expect(all.map((one) => one.number).sort()).toEqual([1n, 2n, 3n, 4n]);
  });
});

describe('a line', () => {
  test('opens to entries of the ledger and their orders, which add up to it, on any page and on both sides', async () => {
    for (const owner of owners) {
      const { organisationId } = owner;
      const { invoiceId, lines } = await received(owner);
      for (const { lineId, points, amount, kind } of lines) {
        const entries = [];
        let pageToken = '';
        do {
          const page = { pageSize: 3, pageToken };
          const list = await settling(owner).listInvoiceLineEntries({
            organisationId,
            invoiceId,
            invoiceLineId: lineId,
            page,
          });
          entries.push(...list.entries);
          pageToken = list.pageInfo?.nextPageToken ?? '';
        } while (pageToken !== '');
        if (kind === 'INVOICE_LINE_KIND_FEE') {
          expect(entries).toEqual([]);
          continue;
        }
        expect(sum(entries.map((entry) => entry.points))).toBe(points);
        expect(sum(entries.map((entry) => entry.amount?.minor))).toBe(amount?.minor);
        expect(entries.every((entry) => entry.orderId !== '' && entry.setId !== '')).toBe(true);
      }
    }
  });

  test('of another invoice is not found by way of this one', async () => {
    const [a, b] = owners;
    const [mine, theirs] = [await received(b), await received(a)];
    const ours = new Set(mine.lines.map((line) => line.lineId));
    const foreign = given(theirs.lines.find((line) => !ours.has(line.lineId)));
    const { organisationId } = b;
    const asked = { organisationId, invoiceId: mine.invoiceId, invoiceLineId: foreign.lineId };
    await expect(settling(b).listInvoiceLineEntries(asked)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('an invoice', () => {
  test('is seen by its issuer and its recipient, and by row-level security by nobody else', async () => {
    const [a, b, c] = owners;
    const { invoiceId } = await received(b);
    expect((await whole(a, invoiceId)).lines).toHaveLength(3);
    await expect(whole(c, invoiceId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const counts = await Promise.all(
      [a, b, c, await newOwner(host)].map(async ({ organisationId }) => {
        const all = statement<{ n: bigint; m: bigint }>(
          'test_count_invoices',
          'select (select count(*) from invoice) as n, (select count(distinct invoice_id) from invoice_line) as m',
        );
        const [row] = await journal.db.read(organisationScope(organisationId), all, []);
        return [row?.n, row?.m];
      }),
    );
    expect(counts).toEqual([
      [3n, 3n],
      [1n, 1n],
      [1n, 1n],
      [0n, 0n],
    ]);
    const { organisationId } = c;
    expect((await settling(c).listInvoices({ organisationId, networkId, month })).invoices).toHaveLength(1);
  });

  test('comes as PDF on A4 and on Letter, and as CSV with a record for each line', async () => {
    const [, b] = owners;
    const { organisationId } = b;
    const { invoiceId, lines } = await received(b);
    const read = async (form: InvoiceForm) =>
      settling(b).getInvoiceDocument({ organisationId, invoiceId, form });
    const a4 = await read(InvoiceForm.PDF_A4);
    expect(a4.contentType).toBe('application/pdf');
    const text = Buffer.from(a4.data).toString('latin1');
    expect(text.startsWith('%PDF-')).toBe(true);
    expect(text).toContain('/MediaBox [0 0 595.28 841.89]');
    const letter = Buffer.from((await read(InvoiceForm.PDF_LETTER)).data).toString('latin1');
    expect(letter).toContain('/MediaBox [0 0 612 792]');
    const csv = Buffer.from((await read(InvoiceForm.CSV)).data).toString();
    expect(csv.trimEnd().split('\r\n')).toHaveLength(lines.length + 1);
    await expect(read(InvoiceForm.UNSPECIFIED)).rejects.toMatchObject({ reason: 'INVALID_FIELD' });
  });
});
