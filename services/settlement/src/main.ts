import { defineService, implement } from '@sippy/kit/service';
import { DisputeServiceDefinition } from '@sippy/proto/settlement/v1/dispute_service';
import { NetworkServiceDefinition } from '@sippy/proto/settlement/v1/network_service';
import { SettlementServiceDefinition } from '@sippy/proto/settlement/v1/settlement_service';
import { z } from 'zod';
import { settlementContext } from './context.ts';
import { onBillPayment } from './events/on-bill-payment.ts';
import { onPoints } from './events/on-points.ts';
import { remindDisputesJob } from './jobs/remind-disputes.ts';
import { remindOverdueJob } from './jobs/remind-overdue.ts';
import { addDisputeMessage } from './rpc/add-dispute-message.ts';
import { createNetwork } from './rpc/create-network.ts';
import { getDispute } from './rpc/get-dispute.ts';
import { getInvoice } from './rpc/get-invoice.ts';
import { getInvoiceDocument } from './rpc/get-invoice-document.ts';
import { getNetwork } from './rpc/get-network.ts';
import { getPayableTransfer } from './rpc/get-payable-transfer.ts';
import { getPeriod } from './rpc/get-period.ts';
import { getPointsReport } from './rpc/get-points-report.ts';
import { holdTransfer } from './rpc/hold-transfer.ts';
import { inviteToNetwork } from './rpc/invite-to-network.ts';
import { invoicePeriod } from './rpc/invoice-period.ts';
import { joinNetwork } from './rpc/join-network.ts';
import { leaveNetwork } from './rpc/leave-network.ts';
import { listDisputes } from './rpc/list-disputes.ts';
import { listInvoiceLineEntries } from './rpc/list-invoice-line-entries.ts';
import { listInvoices } from './rpc/list-invoices.ts';
import { listNetworks } from './rpc/list-networks.ts';
import { listPeriods } from './rpc/list-periods.ts';
import { lockPeriod } from './rpc/lock-period.ts';
import { openDispute } from './rpc/open-dispute.ts';
import { recordTransferPayment } from './rpc/record-transfer-payment.ts';
import { releaseTransfer } from './rpc/release-transfer.ts';
import { resolveDispute } from './rpc/resolve-dispute.ts';
import { setPointValue } from './rpc/set-point-value.ts';
import { takeBackTransferPayment } from './rpc/take-back-transfer-payment.ts';
import { updateNetwork } from './rpc/update-network.ts';
import { withdrawDispute } from './rpc/withdraw-dispute.ts';

/** Networks of cafés with different owners, and what they owe each other. */
export const service = defineService({
  name: 'settlement',
  config: z.object({}),
  migrations: new URL('../prisma/migrations/', import.meta.url),
  start(host) {
    const ctx = settlementContext(host);
    const networks = implement(NetworkServiceDefinition, {
      createNetwork: createNetwork(ctx),
      updateNetwork: updateNetwork(ctx),
      inviteToNetwork: inviteToNetwork(ctx),
      joinNetwork: joinNetwork(ctx),
      leaveNetwork: leaveNetwork(ctx),
      setPointValue: setPointValue(ctx),
      getNetwork: getNetwork(ctx),
      listNetworks: listNetworks(ctx),
    });
    const settlement = implement(SettlementServiceDefinition, {
      getInvoice: getInvoice(ctx),
      getInvoiceDocument: getInvoiceDocument(ctx),
      getPayableTransfer: getPayableTransfer(ctx),
      getPeriod: getPeriod(ctx),
      getPointsReport: getPointsReport(ctx),
      holdTransfer: holdTransfer(ctx),
      invoicePeriod: invoicePeriod(ctx),
      listInvoiceLineEntries: listInvoiceLineEntries(ctx),
      listInvoices: listInvoices(ctx),
      listPeriods: listPeriods(ctx),
      lockPeriod: lockPeriod(ctx),
      recordTransferPayment: recordTransferPayment(ctx),
      releaseTransfer: releaseTransfer(ctx),
      takeBackTransferPayment: takeBackTransferPayment(ctx),
    });
    const disputes = implement(DisputeServiceDefinition, {
      openDispute: openDispute(ctx),
      addDisputeMessage: addDisputeMessage(ctx),
      resolveDispute: resolveDispute(ctx),
      withdrawDispute: withdrawDispute(ctx),
      getDispute: getDispute(ctx),
      listDisputes: listDisputes(ctx),
    });
    return {
      services: [networks, settlement, disputes],
      consumers: [onPoints(), onBillPayment(ctx)],
      jobs: [remindOverdueJob(ctx), remindDisputesJob(ctx)],
    };
  },
});
