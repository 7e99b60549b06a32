import { newId } from '@sippy/kit/ids';
import type { TestHost } from '@sippy/kit/testing';
import { Event } from '@sippy/proto/event/v1/event';
import type { MoneyTransfer } from '@sippy/proto/settlement/v1/settlement';
import { TransferOverdue } from '@sippy/proto/settlement/v1/settlement_event';
import { SettlementServiceDefinition } from '@sippy/proto/settlement/v1/settlement_service';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { remindOverdue } from '../src/store/transfers.ts';
import { asking, given, newNetwork, newOwner, type Owner, startSettlement, testClock } from './fixture.ts';
import { type Journal, openJournal, redeemed, shopOf } from './points.ts';

const month = '2026-04';
const clock = testClock(new Date('2026-05-01T12:00:00Z'));
let host: TestHost;
let journal: Journal;
let admin: Owner;
let debtor: Owner;
let creditor: Owner;
let networkId: string;
let transfer: MoneyTransfer;

const settling = (owner: Owner) => host.peer(SettlementServiceDefinition, owner.principal);

beforeAll(async () => {
  host = await startSettlement({ clock });
  journal = openJournal(host);
});
afterAll(async () => {
  await journal?.db.close();
  await host?.stop();
});

/** 10.00 USD that one owner is to pay another. */
beforeEach(async () => {
  clock.set(new Date('2026-05-01T12:00:00Z'));
  [admin, debtor, creditor] = [await newOwner(host), await newOwner(host), await newOwner(host)];
  ({ networkId } = await newNetwork([admin, debtor, creditor]));
  await journal.apply(redeemed(shopOf(creditor), { networkId, issuer: shopOf(debtor), points: 2000 }));
  await settling(admin).lockPeriod({ ...asking(admin), networkId, month });
});

async function invoice() {
  const { period } = await settling(admin).invoicePeriod({ ...asking(admin), networkId, month });
  transfer = given(period?.transfers[0]);
}

const usd = (minor: bigint) => ({ currencyCode: 'USD', minor });
const receive = async (owner: Owner, minor: bigint, extra = {}) =>
  given(
    (
      await settling(owner).recordTransferPayment({
        ...{ ...asking(owner), reference: transfer.reference, amount: usd(minor), receivedDay: '2026-05-04' },
        ...extra,
      })
    ).transfer,
  );
const status = async () => {
  const { organisationId } = debtor;
  return (await settling(debtor).getPeriod({ organisationId, networkId, month })).period?.status;
};

describe('a transfer of money', () => {
  beforeEach(invoice);

  test('is paid in parts by its reference, however it is typed, and the month is paid with the last of them', async () => {
    const typed = transfer.reference.toLowerCase().replaceAll(/(.{4})/g, '$1 ');
    expect(await receive(creditor, 400n, { reference: typed })).toMatchObject({
      status: 'MONEY_TRANSFER_STATUS_PARTLY_PAID',
      paid: usd(400n),
    });
    expect(await status()).toBe('PERIOD_STATUS_INVOICED');
    await expect(receive(creditor, 601n)).rejects.toMatchObject({
      reason: 'OVERPAID',
      message: expect.stringContaining('6.00 USD'),
    });
    expect(await receive(admin, 600n)).toMatchObject({ status: 'MONEY_TRANSFER_STATUS_PAID' });
    expect(await status()).toBe('PERIOD_STATUS_PAID');
  });

  test('is received once for a request, also when two arrive together', async () => {
    const once = { requestId: newId() };
    const both = await Promise.all([receive(creditor, 700n, once), receive(creditor, 700n, once)]);
    expect(both.map(({ payments }) => payments.length)).toEqual([1, 1]);
    await expect(receive(creditor, 300n, once)).rejects.toMatchObject({ reason: 'REQUEST_ID_REUSED' });
    const two = await Promise.allSettled([receive(creditor, 300n), receive(creditor, 300n)]);
    expect(two.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('is open again when a payment is taken back, and both stay to be seen', async () => {
    const { payments } = await receive(creditor, 1000n);
    const transferPaymentId = given(payments[0]).transferPaymentId;
    const asked = { ...asking(creditor), transferPaymentId };
    const back = await settling(creditor).takeBackTransferPayment(asked);
    expect(back.transfer).toMatchObject({ status: 'MONEY_TRANSFER_STATUS_OPEN', paid: usd(0n) });
    expect(back.transfer?.payments.map((one) => one.amount?.minor)).toEqual([1000n, -1000n]);
    expect(await settling(creditor).takeBackTransferPayment(asked)).toEqual(back);
    await expect(
      settling(creditor).takeBackTransferPayment({ ...asking(creditor), transferPaymentId }),
    ).rejects.toMatchObject({ reason: 'PAYMENT_TAKEN_BACK' });
    expect(await status()).toBe('PERIOD_STATUS_INVOICED');
  });

  test('is recorded by who is paid and by the administrator, in its currency and without typing errors', async () => {
    const stranger = await newOwner(host);
    for (const owner of [debtor, stranger])
      await expect(receive(owner, 100n)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(receive(creditor, 100n, { reference: 'RF18539007547035' })).rejects.toMatchObject({
      reason: 'REFERENCE_INVALID',
    });
    await expect(receive(creditor, 1n, { amount: { currencyCode: 'EUR', minor: 1n } })).rejects.toMatchObject(
      { reason: 'CURRENCY_MISMATCH' },
    );
  });

  test('is told to be late from the day after its last one, again each week, until it is paid', async () => {
    const late = async (time: string) => {
      clock.set(new Date(time));
      await remindOverdue(journal.db, clock.now());
      const { organisationId } = debtor;
      const { period } = await settling(debtor).getPeriod({ organisationId, networkId, month });
      const { rows } = await host
        .db('settlement')
        .query<{ envelope: Buffer }>(
          "select envelope from event where type = 'transfer.overdue' and aggregate_id = $1 order by aggregate_version",
          [transfer.transferId],
        );
      const told = rows.map(({ envelope }) => TransferOverdue.decode(Event.decode(envelope).payload));
      return [period?.transfers[0]?.overdue, ...told.map(({ reminder, open }) => [reminder, open?.minor])];
    };
    // The last day to pay is 15 May in New York.
    expect(await late('2026-05-16T03:59:59Z')).toEqual([false]);
    expect(await late('2026-05-16T04:00:00Z')).toEqual([true, [1, 1000n]]);
    expect(await late('2026-05-17T04:00:00Z')).toEqual([true, [1, 1000n]]);
    await receive(creditor, 900n);
    expect(await late('2026-05-23T04:00:00Z')).toEqual([true, [1, 1000n], [2, 100n]]);
    await receive(creditor, 100n);
    expect(await late('2026-06-30T04:00:00Z')).toEqual([false, [1, 1000n], [2, 100n]]);
  });
});

test('nobody pays for a month before its invoices are issued', async () => {
  const { organisationId } = admin;
  const { period } = await settling(admin).getPeriod({ organisationId, networkId, month });
  transfer = given(period?.transfers[0]);
  await expect(receive(creditor, 100n)).rejects.toMatchObject({ reason: 'NOT_INVOICED' });
});
