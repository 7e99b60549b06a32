import { readFileSync, writeFileSync } from 'node:fs';
import { type BenchNetwork, makeBenchNetwork, writeMonth } from '../bench-network.ts';
import { adminUrlOf } from '../bench-system.ts';
import { connectDatabase } from '../connect-database.ts';
import { figure, median } from '../figures.ts';
import type { BenchContext, Scenario } from '../scenario.ts';

const fullEntries = 1_000_000;
/** A settlement is allowed more than a till waits. */
const patience = { timeoutMs: 60_000, attemptTimeoutMs: 60_000 };

interface Round {
  settleSeconds: number;
  lockSeconds: number;
  draftSeconds: number;
  bareSeconds: number;
  hostMiB: number;
}

/** A month of a large network: are its cafés told what they owe each other within a breath? */
export const settle: Scenario = {
  name: 'settle',
  about:
    'a month of a million entries, points of a hundred cafés with thirty owners spent at one another, locked and invoiced through the gateway; beside it the sums of its claims by one statement',
  // What a host has kept from sales before is not the settlement's.
  alone: true,
  async run(context) {
    const organisationId = await organisationOf(context);
    const network = await makeBenchNetwork(context.system, organisationId);
    const entries = Math.round(fullEntries * context.scale);
    const rounds: Round[] = [];
    for (let n = 1; n <= context.rounds; n++) {
      const month = `2019-${String(n).padStart(2, '0')}`;
      await writeMonth(context.system, network, month, entries);
      rounds.push(await settleMonth(context, network, month));
    }
    const of = (pick: (round: Round) => number) => rounds.map(pick);
    const bare = { what: 'the bare sums', value: median(of((round) => round.bareSeconds)) };
    return [
      figure(
        'a month locked and invoiced',
        's',
        of((round) => round.settleSeconds),
        { target: { atMost: 30 }, floor: bare },
      ),
      figure(
        'of it locked',
        's',
        of((round) => round.lockSeconds),
      ),
      figure(
        'its draft looked at',
        's',
        of((round) => round.draftSeconds),
        { floor: bare },
      ),
      figure(
        'the host’s resident memory at its most',
        'MiB',
        of((round) => round.hostMiB),
        { target: { atMost: 512 } },
      ),
      figure('entries', '', [entries]),
    ];
  },
};

/** The organisation of the bench, whose owner is signed in. */
async function organisationOf({ cafes }: BenchContext): Promise<string> {
  const { organisations } = await cafes.owner.cafe.listMyOrganisations({});
  const mine = organisations.find(({ name }) => name.startsWith('Bench'));
  if (!mine) throw new Error('the bench has no organisation');
  return mine.organisationId;
}

async function settleMonth(
  { system, cafes }: BenchContext,
  { networkId, administratorId }: BenchNetwork,
  month: string,
): Promise<Round> {
  const { settlement } = cafes.owner;
  const asked = { organisationId: administratorId, networkId, month };
  const bareSeconds = await seconds(() => sumClaims(system, networkId, month));
  forgetPeak(system.pids.host);
  const draftSeconds = await seconds(() => settlement.getPeriod(asked, patience));
  const lockSeconds = await seconds(() => settlement.lockPeriod(asked, patience));
  const invoiceSeconds = await seconds(async () => {
    const { invoices } = await settlement.invoicePeriod(asked, patience);
    const sum = invoices.reduce((total, invoice) => total + (invoice.total?.minor ?? 0n), 0n);
    if (invoices.length === 0 || sum !== 0n) throw new Error(`invoices that sum to ${sum}`);
  });
  const settleSeconds = lockSeconds + invoiceSeconds;
  return { settleSeconds, lockSeconds, draftSeconds, bareSeconds, hostMiB: peakMiB(system.pids.host) };
}

async function sumClaims(system: BenchContext['system'], networkId: string, month: string): Promise<void> {
  const client = await connectDatabase(adminUrlOf(system, 'sippy_settlement'));
  try {
    await client.query(
      `select issuer_cafe_id, claim_cafe_id, value_version, sum(claim_points) from posting_transfer
       where network_id = $1 and month = $2 and claim_cafe_id is not null group by 1, 2, 3`,
      [networkId, `${month}-01`],
    );
  } finally {
    await client.end();
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** From now on the kernel counts a process's greatest resident memory anew. */
function forgetPeak(pid: number | undefined): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function peakMiB(pid: number | undefined): number {
  const kib = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return Number(kib) / 1024;
}
