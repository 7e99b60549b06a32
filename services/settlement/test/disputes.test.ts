import { statement } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { organisationScope } from '@sippy/kit/scope';
import type { TestHost } from '@sippy/kit/testing';
import { DisputeServiceDefinition } from '@sippy/proto/settlement/v1/dispute_service';
import type { Invoice } from '@sippy/proto/settlement/v1/settlement';
import { SettlementServiceDefinition } from '@sippy/proto/settlement/v1/settlement_service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { remindWaiting } from '../src/store/disputes.ts';
import { remindOverdue } from '../src/store/transfers.ts';
import { asking, given, newNetwork, newOwner, type Owner, startSettlement, testClock } from './fixture.ts';
import { type Journal, openJournal, redeemed, shopOf } from './points.ts';

const month = '2026-04';
const MAY = new Date('2026-05-01T12:00:00Z');
const clock = testClock(MAY);
let host: TestHost;
let journal: Journal;
let stranger: Owner;

const settling = (owner: Owner) => host.peer(SettlementServiceDefinition, owner.principal);
const disputes = (owner: Owner) => host.peer(DisputeServiceDefinition, owner.principal);
const usd = (minor: bigint) => ({ currencyCode: 'USD', minor });

beforeAll(async () => {
  host = await startSettlement({ clock });
  journal = openJournal(host);
  stranger = await newOwner(host);
});
afterAll(async () => {
  await journal?.db.close();
  await host?.stop();
});

/** The debtor owes the creditor 10.00 USD for April, and a third owner, who administers, nothing. */
async function invoiced() {
  clock.set(MAY);
  const [admin, debtor, creditor] = [await newOwner(host), await newOwner(host), await newOwner(host)];
  const { networkId } = await newNetwork([admin, debtor, creditor]);
  await journal.apply(redeemed(shopOf(creditor), { networkId, issuer: shopOf(debtor), points: 2000 }));
  const asked = { ...asking(admin), networkId, month };
  await settling(admin).lockPeriod(asked);
  const { invoices, period } = await settling(admin).invoicePeriod({ ...asked, requestId: newId() });
  const whole = async (owner: Owner): Promise<Invoice> => {
    const { organisationId } = owner;
    const { invoiceId } = given(invoices.find((one) => one.recipientOrganisationId === organisationId));
    return given((await settling(owner).getInvoice({ organisationId, invoiceId })).invoice);
  };
  const lineOf = async (owner: Owner) => {
    const { invoiceId, lines } = await whole(owner);
    return { invoiceId, invoiceLineId: given(lines[0]).lineId };
  };
  const open = async (owner: Owner, minor: bigint, extra = {}) => {
    const about = { ...(await lineOf(owner)), amount: usd(minor), text: 'These were never spent.' };
    return given((await disputes(owner).openDispute({ ...asking(owner), ...about, ...extra })).dispute);
  };
  const transfer = async () => {
    const { organisationId } = admin;
    return given(
      (await settling(admin).getPeriod({ organisationId, networkId, month })).period?.transfers[0],
    );
  };
  return {
    admin,
    debtor,
    creditor,
    networkId,
    open,
    transfer,
    reference: given(period?.transfers[0]).reference,
  };
}

const told = async (disputeId: string) => {
  const { rows } = await host
    .db('settlement')
    .query<{ type: string }>('select type from event where aggregate_id = $1 order by position', [disputeId]);
  return rows.map((row) => row.type.replace('dispute.', ''));
};

test('what a payer disputes is frozen: not late, not reminded of, and payable all the same', async () => {
  const { debtor, creditor, open, transfer, reference } = await invoiced();
  const request = { requestId: newId() };
  const dispute = await open(debtor, 400n, request);
  expect(dispute).toMatchObject({ status: 'DISPUTE_STATUS_OPEN', freezes: true, lineNumber: 1 });
  expect(await open(debtor, 400n, request)).toEqual(dispute);
  clock.set(new Date('2026-05-20T12:00:00Z'));
  expect(await transfer()).toMatchObject({ frozen: usd(400n), overdue: true });
  const receive = (minor: bigint) =>
    settling(creditor).recordTransferPayment({
      ...{ ...asking(creditor), reference, amount: usd(minor), receivedDay: '2026-05-19' },
    });
  await receive(600n);
  expect(await transfer()).toMatchObject({ frozen: usd(400n), overdue: false });
  await remindOverdue(journal.db, clock.now());
  const { transferId } = await transfer();
  const late = () =>
    host
      .db('settlement')
      .query("select 1 from event where type = 'transfer.overdue' and aggregate_id = $1", [transferId]);
  expect((await late()).rows).toEqual([]);
  await disputes(debtor).withdrawDispute({ ...asking(debtor), disputeId: dispute.disputeId });
  expect(await transfer()).toMatchObject({ frozen: usd(0n), overdue: true });
  await remindOverdue(journal.db, clock.now());
  expect((await late()).rows).toEqual([]);
  clock.set(new Date('2026-05-28T12:00:00Z'));
  await remindOverdue(journal.db, clock.now());
  expect((await late()).rows).toHaveLength(1);
  await receive(400n);
  expect(await transfer()).toMatchObject({ status: 'MONEY_TRANSFER_STATUS_PAID' });
});

test('what is granted is owed in the next open month, named on the invoices of both, and all sums are zero', async () => {
  const { admin, debtor, creditor, networkId, open } = await invoiced();
  const { disputeId, invoiceNumber } = await open(debtor, 400n);
  const answer = { ...asking(creditor), disputeId, granted: usd(150n), text: 'Three of them were ours.' };
  const resolved = await disputes(creditor).resolveDispute(answer);
  expect(resolved.dispute).toMatchObject({
    ...{ status: 'DISPUTE_STATUS_RESOLVED', granted: usd(150n), adjustmentMonth: '2026-05' },
    messages: [{ organisationId: debtor.organisationId }, { organisationId: creditor.organisationId }],
  });
  expect(await disputes(creditor).resolveDispute(answer)).toEqual(resolved);
  await journal.apply(
    redeemed(shopOf(creditor), {
      networkId,
      issuer: shopOf(debtor),
      points: 1000,
      businessDay: '2026-05-02',
    }),
  );
  clock.set(new Date('2026-06-01T12:00:00Z'));
  const asked = { ...asking(admin), networkId, month: '2026-05' };
  const { period } = await settling(admin).lockPeriod(asked);
  const totals = period?.owners.map((owner) => [
    owner.organisationId,
    owner.adjusted?.minor,
    owner.total?.minor,
  ]);
  expect(new Set(totals)).toEqual(
    new Set([
      [admin.organisationId, 0n, 0n],
      [debtor.organisationId, 150n, -350n],
      [creditor.organisationId, -150n, 350n],
    ]),
  );
  const { invoices } = await settling(admin).invoicePeriod({ ...asked, requestId: newId() });
  expect(invoices.map(({ total }) => total?.minor).sort()).toEqual([-350n, 350n]);
  for (const { invoiceId, recipientOrganisationId } of invoices) {
    const { organisationId } = recipientOrganisationId === debtor.organisationId ? debtor : creditor;
    const owner = organisationId === debtor.organisationId ? debtor : creditor;
    const { invoice } = await settling(owner).getInvoice({ organisationId, invoiceId });
    const line = invoice?.lines.find((one) => one.kind === 'INVOICE_LINE_KIND_ADJUSTMENT');
    expect(line?.adjustment).toMatchObject({ disputeId, invoiceNumber, lineNumber: 1, disputedMonth: month });
    expect(line?.amount).toEqual(usd(owner === debtor ? -150n : 150n));
  }
});

test('what is granted after the month has been locked goes to the one after it', async () => {
  const { admin, debtor, networkId, open } = await invoiced();
  const { disputeId } = await open(debtor, 400n);
  clock.set(new Date('2026-06-01T12:00:00Z'));
  await settling(admin).lockPeriod({ ...asking(admin), networkId, month: '2026-05' });
  clock.set(new Date('2026-05-31T12:00:00Z'));
  const answer = { ...asking(admin), disputeId, granted: usd(400n), text: 'So it is.' };
  const { dispute } = await disputes(admin).resolveDispute(answer);
  expect(dispute?.adjustmentMonth).toBe('2026-06');
  const { organisationId } = admin;
  const { period } = await settling(admin).getPeriod({ organisationId, networkId, month: '2026-06' });
  expect(period?.adjustments).toMatchObject([{ disputeId, amount: usd(400n) }]);
});

test('both sides and the administrator see a dispute and speak in it; nobody else finds it; a line has one at a time', async () => {
  const { admin, debtor, creditor, open } = await invoiced();
  const { disputeId } = await open(creditor, 5000n);
  await expect(open(debtor, 1n)).rejects.toMatchObject({ reason: 'DISPUTE_OPEN' });
  for (const owner of [debtor, admin, creditor])
    await disputes(owner).addDisputeMessage({ ...asking(owner), disputeId, text: 'Look again.' });
  for (const owner of [debtor, admin, creditor]) {
    const { organisationId } = owner;
    const { dispute } = await disputes(owner).getDispute({ organisationId, disputeId });
    expect(dispute).toMatchObject({ freezes: false, line: { points: 2000n } });
    expect(dispute?.messages.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    const { disputes: list } = await disputes(owner).listDisputes({ organisationId });
    expect(list.map((one) => one.disputeId)).toEqual([disputeId]);
  }
  const { organisationId } = stranger;
  await expect(disputes(stranger).getDispute({ organisationId, disputeId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  const count = statement<{ n: bigint }>('test_count_disputes', 'select count(*) as n from dispute_message');
  const seen = (owner: Owner) => journal.db.read(organisationScope(owner.organisationId), count, []);
  expect(await seen(stranger)).toEqual([{ n: 0n }]);
  expect(await seen(debtor)).toEqual([{ n: 4n }]);
  await expect(disputes(debtor).withdrawDispute({ ...asking(debtor), disputeId })).rejects.toMatchObject({
    reason: 'OPENER_NEEDED',
  });
  const decide = (owner: Owner) =>
    disputes(owner).resolveDispute({ ...asking(owner), disputeId, granted: usd(0n), text: 'No.' });
  await expect(decide(creditor)).rejects.toMatchObject({ reason: 'DECIDER_NEEDED' });
  const both = await Promise.allSettled([decide(debtor), decide(admin)]);
  expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await told(disputeId)).toEqual(['opened', 'answered', 'answered', 'answered', 'ended']);
});

test('an open dispute in which nobody has said anything for a week is told of, again each week', async () => {
  const { debtor, open } = await invoiced();
  const { disputeId } = await open(debtor, 400n);
  const wait = async (time: string) => {
    clock.set(new Date(time));
    await remindWaiting(journal.db, clock.now());
    return (await told(disputeId)).filter((type) => type === 'waiting').length;
  };
  expect(await wait('2026-05-08T11:59:59Z')).toBe(0);
  expect(await wait('2026-05-08T12:00:00Z')).toBe(1);
  expect(await wait('2026-05-09T12:00:00Z')).toBe(1);
  expect(await wait('2026-05-15T12:00:00Z')).toBe(2);
  await disputes(debtor).withdrawDispute({ ...asking(debtor), disputeId });
  expect(await wait('2026-06-15T12:00:00Z')).toBe(2);
});
