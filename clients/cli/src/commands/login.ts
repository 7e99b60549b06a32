import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { connectAsGuest, connectSignedIn, withSippy } from '../connection.ts';
import { CliError, exitCode } from '../exit.ts';
import { outputOf } from '../program.ts';

export function addLoginCommands(program: Command): void {
  program
    .command('login')
    .description('sign in; the password is asked for, or read from SIPPY_PASSWORD')
    .argument('<email>')
    .action(async (email: string, _: object, command: Command) => {
      const password = process.env.SIPPY_PASSWORD ?? (await askPassword());
      await withSippy(connectAsGuest(command.optsWithGlobals()), (sippy) =>
        sippy.signIn({ email, password }),
      );
      outputOf(command).say(`Signed in as ${email}.`);
    });
  program
    .command('logout')
    .description('end the session of "sippy login"')
    .action(async (_: object, command: Command) => {
      await withSippy(connectSignedIn(command.optsWithGlobals()), (sippy) => sippy.signOut());
      outputOf(command).say('Signed out.');
    });
  program
    .command('cafes')
    .description('list your cafés')
    .action(async (_: object, command: Command) => {
      await withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) => {
        const rows = [];
        const { organisations } = await sippy.cafe.listMyOrganisations({});
        for (const { organisationId, name } of organisations) {
          const { cafes } = await sippy.cafe.listCafes({ organisationId, page: { pageSize: 200 } });
          for (const cafe of cafes)
            rows.push({
              organisation: name,
              café: cafe.name,
              currency: cafe.currencyCode,
              zone: cafe.timeZone,
              cafe_id: cafe.cafeId,
            });
        }
        outputOf(command).rows(rows, { empty: 'You have no café yet.' });
      });
    });
}

async function askPassword(): Promise<string> {
  if (!process.stdin.isTTY)
    throw new CliError('Set SIPPY_PASSWORD where there is no terminal.', exitCode.usage);
  const prompt = createInterface({ input: process.stdin, output: process.stderr, terminal: true });
  process.stderr.write('Password: ');
  // What is typed is not to be seen.
  (prompt as unknown as { _writeToOutput: () => void })._writeToOutput = () => {};
  try {
    return await prompt.question('');
  } finally {
    prompt.close();
    process.stderr.write('\n');
  }
}
