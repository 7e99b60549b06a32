import type { Command } from 'commander';
import { connectSignedIn, withSippy } from '../connection.ts';
import { CliError, exitCode } from '../exit.ts';
import { applyImport } from '../import/apply.ts';
import { planOwners } from '../import/owners.ts';
import { type ImportPlan, nameOfFolder, type ShopOptions } from '../import/plan.ts';
import { outputOf, positiveInteger } from '../program.ts';
import { createProgressBar } from '../progress.ts';
import type { Finding } from '../shop-folder/model.ts';
import { readFolder } from '../shop-folder/read-folder.ts';
import { callerId } from '../whoami.ts';

interface ImportOptions {
  organisation?: string;
  currency: string;
  zone: string;
  shelfGroups: string;
  ownerPerCafe: boolean;
  dryRun: boolean;
  findings: number;
}

/** Adds the options that say how a folder is read. */
export function addFolderOptions(command: Command): Command {
  return command
    .argument(
      '<dir>',
      'folder with products.csv, outlets.csv, staff.csv, customers.csv and sales_receipts.csv',
    )
    .option('--organisation <name>', 'name of the organisation; the folder’s name if left out')
    .option('--currency <code>', 'currency of the amounts', 'USD')
    .option('--zone <zone>', 'time zone of the shops', 'America/New_York')
    .option(
      '--shelf-groups <names>',
      'product groups that need no preparation, separated by commas',
      'Whole Bean/Teas,Merchandise',
    )
    .option(
      '--owner-per-cafe',
      'each shop is an organisation of its own; they share a points network, where members earn a point for each whole unit of money',
      false,
    );
}

/** The options of a folder, checked. */
export function shopOptions(folder: string, options: ImportOptions): ShopOptions {
  return {
    folder,
    organisation: options.organisation ?? nameOfFolder(folder),
    currency: checked(
      '--currency',
      options.currency,
      (code) => new Intl.NumberFormat('en', { style: 'currency', currency: code }),
    ),
    zone: checked('--zone', options.zone, (zone) => new Intl.DateTimeFormat('en', { timeZone: zone })),
    shelfGroups: options.shelfGroups.split(',').map((group) => group.trim()),
    ownerPerCafe: options.ownerPerCafe,
  };
}

function checked(name: string, value: string, check: (value: string) => unknown): string {
  try {
    check(value);
    return value;
  } catch {
    throw new CliError(`${name}: "${value}" is not known`, exitCode.usage);
  }
}

export function addImportCommand(program: Command): void {
  addFolderOptions(
    program.command('import').description('bring a shop’s cafés, menu, staff and customers into Sippy'),
  )
    .option('--dry-run', 'read and check only; change nothing', false)
    .option('--findings <n>', 'how many findings of each kind to show', positiveInteger, 3)
    .action(async (folder: string, options: ImportOptions, command: Command) => {
      const output = outputOf(command);
      const shop = shopOptions(folder, options);
      const content = await readFolder(folder, shop);
      await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
        const owners = planOwners(content, shop, await callerId(sippy));
        output.say(`Receipts: ${content.receipts.length}. What was found:`);
        output.rows(summarise(content.findings, options.findings), { empty: 'Nothing odd.' });
        if (content.findings.some((finding) => finding.severity === 'error'))
          throw new CliError('The folder has errors. Nothing was changed.');
        if (options.dryRun) {
          output.say('A dry run: nothing was changed. It would make:');
          const count = (of: (plan: ImportPlan) => readonly unknown[]) =>
            owners.plans.reduce((sum, plan) => sum + of(plan).length, 0);
          output.record({
            organisation: owners.plans.map(({ organisation }) => organisation).join(', '),
            cafés: count(({ cafes }) => cafes),
            categories: count(({ categories }) => categories),
            products: count(({ products }) => products),
            staff: count(({ staff }) => staff),
            customers: count(({ customers }) => customers),
          });
          return;
        }
        const bar = createProgressBar(!output.json);
        const made = await applyImport(sippy, owners, shop, (step, done, total) =>
          bar.update(done, total, step),
        ).finally(bar.stop);
        output.say('Made new (what was there already is left as it is):');
        const network = owners.networkId;
        output.record(network === '' ? made : { ...made, network });
      });
    });
}

function summarise(findings: readonly Finding[], examples: number) {
  const kinds = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.kind}`;
    const known = kinds.get(key);
    if (known) known.push(finding);
    else kinds.set(key, [finding]);
  }
  return [...kinds.values()].flatMap((all) => {
    const [first] = all;
    return first
      ? [
          {
            severity: first.severity,
            kind: first.kind,
            count: all.length,
            rows: all
              .slice(0, examples)
              .map(({ file, row }) => `${file}:${row}`)
              .join(' '),
            example: first.message,
          },
        ]
      : [];
  });
}
