import { Command } from 'commander';
import { createOutput, type Output } from './output.ts';

/** Options that every command understands. */
export interface GlobalOptions {
  url?: string;
  json: boolean;
}

/** The root of the command line, without its commands. */
export function createProgram(): Command {
  return new Command('sippy')
    .description('Sippy on the command line.')
    .option('--url <url>', 'gateway to talk to; SIPPY_URL, or what runs in this checkout, if left out')
    .option('--json', 'print JSON for programs instead of tables', false)
    .showHelpAfterError('(sippy --help shows the commands)')
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 not allowed, 4 Sippy not reachable, 5 checked and not right.',
    );
}

/** How a command is to print. */
export function outputOf(command: Command): Output {
  return createOutput(command.optsWithGlobals<GlobalOptions>().json);
}

/** Reads an option that must be a whole number from 1 on. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`"${text}" is not a whole number from 1 on`);
  return value;
}
