import { spawn } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeBaseBackup } from '../base-backup.ts';
import { compareLedger } from '../ledger.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { startSelling } from '../selling.ts';
import { settled } from '../settled.ts';
import { judgeBooks, judgeInboxes } from '../verdict.ts';

const root = join(import.meta.dirname, '../../..');
const runbook = join(root, 'deploy/runbooks/restore.md');

/** Backs up while the tills sell, destroys all, and does what the runbook says, word for word. */
async function run(stage: Stage): Promise<void> {
  const { system, databases } = stage;
  const data = join(system.home, 'data', 'postgres');
  const [backup, archive] = [join(system.home, 'backup'), join(system.home, 'archive')];
  await startArchiving(stage, archive, data);
  const selling = startSelling(stage.cafes, { pauseMs: 100 });
  await sleep(3000);
  await takeBaseBackup(databases, data, backup);
  await sleep(stage.size(300, 75) * 1000);
  const destroyed = Date.now();
  system.release();
  for (const part of ['postgres', 'nats', 'valkey', ...system.hosts, 'gateway']) await system.kill(part);
  await selling.stop(1);
  const { code, output } = await follow(runbook, {
    SIPPY_HOME: system.home,
    BACKUP: backup,
    ARCHIVE: archive,
  });
  const minutes = (Date.now() - destroyed) / 60_000;
  if (code !== 0) stage.say(output.slice(-3000));
  stage.must('exit code of the runbook', code, '=', 0);
  stage.must('time from the disaster to books that are right', minutes, '≤', 10, 'min');
  if (code !== 0) return;
  const old = selling.sales.filter((sale) => sale.paidAt !== undefined && sale.paidAt < destroyed - 60_000);
  const cafeIds = stage.cafes.map((cafe) => cafe.cafeId);
  const lost = await compareLedger(databases, selling.sales, cafeIds);
  const lostOld = await compareLedger(databases, old, cafeIds);
  stage.say(`  ${lost.lost.length} answers of the last minute are lost`);
  stage.must('acknowledged sales older than a minute', old.length, '≥', 10);
  stage.must('of these lost', lostOld.lost.length, '=', 0);
  stage.must('consumers drained', await settled(stage, 60), '≤', 60, 's');
  stage.must('half done', (await compareLedger(databases, selling.sales, cafeIds)).halfDone.length, '=', 0);
  await judgeInboxes(stage);
  await judgeBooks(stage);
}

/** What the runbook asks for before it is needed. */
async function startArchiving({ databases, without }: Stage, archive: string, data: string): Promise<void> {
  mkdirSync(archive, { mode: 0o700 });
  const { uid, gid } = statSync(data);
  chownSync(archive, uid, gid);
  const to = `${archive}/%f`;
  const command =
    without === 'the archive' ? 'true' : `test ! -f ${to} && cp %p ${to}.part && mv ${to}.part ${to}`;
  await databases.rows('order', `alter system set archive_command = '${command}'`);
  await databases.rows('order', 'alter system set archive_timeout = 30');
  await databases.rows('order', 'select pg_reload_conf()');
}

/** Runs the blocks of a runbook that are marked as shell, in order, until one fails. */
async function follow(
  file: string,
  variables: Record<string, string>,
): Promise<{ code: number; output: string }> {
  let output = '';
  for (const [, block = ''] of readFileSync(file, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)) {
    output += `$ ${block}`;
    const code = await new Promise<number>((resolve) => {
      const child = spawn('bash', ['-euo', 'pipefail', '-c', block], {
        cwd: root,
        env: { ...process.env, ...variables },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (text) => {
          output += text;
        });
      child.once('close', (ended) => resolve(ended ?? 1));
    });
    if (code !== 0) return { code, output };
  }
  return { code: 0, output };
}

export const restore: Scenario = {
  number: 17,
  name: 'restore',
  about: 'backed up while selling, destroyed, and restored to the last minute by the runbook',
  needs: { archiving: true },
  quick: false,
  run,
  proofs: [{ without: 'the archive' }],
};
