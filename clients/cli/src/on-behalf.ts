import type { Sippy } from '@sippy/sdk';
import type { Command } from 'commander';
import { connectSignedIn, withSippy } from './connection.ts';
import { CliError, exitCode } from './exit.ts';

/** On whose behalf a command asks. */
export interface OnBehalf {
  organisation?: string;
}

/** Does something on behalf of the organisation that is named, or of the only one. */
export function onBehalf(
  command: Command,
  { organisation }: OnBehalf,
  act: (sippy: Sippy, organisationId: string) => Promise<void>,
): Promise<void> {
  return withSippy(connectSignedIn(command.optsWithGlobals()), async (sippy) =>
    act(sippy, organisation ?? (await onlyOrganisation(sippy))),
  );
}

async function onlyOrganisation(sippy: Sippy): Promise<string> {
  const { organisations } = await sippy.cafe.listMyOrganisations({});
  const [only, another] = organisations;
  if (!only || another)
    throw new CliError(
      `You have ${organisations.length} organisations. Name one with --organisation.`,
      exitCode.usage,
    );
  return only.organisationId;
}
