import { createWriteStream } from 'node:fs';
import type { Consent } from '@sippy/proto/web/customer/v1/consent';
import type { Customer } from '@sippy/proto/web/customer/v1/customer';
import type { Erasure } from '@sippy/proto/web/customer/v1/privacy_service';
import type { Sippy } from '@sippy/sdk';
import { type Command, Option } from 'commander';
import { connectSignedIn, withSippy } from '../connection.ts';
import { outputOf } from '../program.ts';

const keys = ['phone', 'email', 'card', 'number', 'scan'] as const;

/** `sippy member`: who somebody is, what they agreed to, and what they may ask for. */
export function addMemberCommands(program: Command): void {
  const member = program.command('member').description('customers: look up, merge, consents, export, erase');
  const about = (name: string, description: string) =>
    member.command(name).description(description).argument('<organisation-id>').argument('<customer-id>');
  about('show', 'a customer of an organisation').action(
    signedIn(async (sippy, [organisationId, customerId], command) => {
      const { customer } = await sippy.customer.getCustomer({ organisationId, customerId });
      outputOf(command).record(customerRow(customer));
    }),
  );
  member
    .command('look-up')
    .description('find a customer as a counter does; it is on record')
    .argument('<cafe-id>')
    .addOption(new Option('--by <key>', 'what you have of them').choices(keys).makeOptionMandatory())
    .argument('<value>')
    .action(
      signedIn(async (sippy, [cafeId, value], command) => {
        const { by } = command.opts<{ by: (typeof keys)[number] }>();
        const { customer, networkMember } = await sippy.customer.lookUpCustomer({
          cafeId,
          key: keyOf(by, value),
        });
        outputOf(command).record(
          networkMember
            ? {
                customer_id: networkMember.customerId,
                name: networkMember.givenName,
                membership_number: networkMember.membershipNumber,
              }
            : customerRow(customer),
        );
      }),
    );
  about('merge', 'join two records of one person; it cannot be undone')
    .argument('<merged-customer-id>', 'the record that is merged into the first')
    .action(
      signedIn(async (sippy, [organisationId, customerId, mergedCustomerId], command) => {
        const both = { organisationId, customerId, mergedCustomerId };
        outputOf(command).record(customerRow((await sippy.customer.mergeCustomers(both)).customer));
      }),
    );
  about('consents', 'what a customer has agreed to').action(
    signedIn(async (sippy, [organisationId, customerId], command) => {
      const { current } = await sippy.consent.listConsents({ organisationId, customerId });
      outputOf(command).rows(current.map(consentRow), { empty: 'They have agreed to nothing.' });
    }),
  );
  about('export', 'all that is kept of a customer, as one JSON file')
    .argument('<file>')
    .action(
      signedIn(async (sippy, [organisationId, customerId, file], command) => {
        const bytes = await save(sippy.privacy.exportCustomer({ organisationId, customerId }), file);
        outputOf(command).record({ file, bytes });
      }),
    );
  about('erase', 'remove everything personal about a customer, at their wish; it cannot be undone')
    .requiredOption('--yes', 'say that you mean it')
    .action(
      signedIn(async (sippy, [organisationId, customerId], command) => {
        outputOf(command).record(
          erasureRow((await sippy.privacy.eraseCustomer({ organisationId, customerId })).erasure),
        );
      }),
    );
  member
    .command('erasure')
    .description('how far an erasure is')
    .argument('<erasure-id>')
    .action(
      signedIn(async (sippy, [erasureId], command) => {
        outputOf(command).record(erasureRow((await sippy.privacy.getErasure({ erasureId })).erasure));
      }),
    );
}

type Args = readonly [string, string, string];

/** An action with its arguments, signed in. */
function signedIn(work: (sippy: Sippy, args: Args, command: Command) => Promise<void>) {
  return async (...given: unknown[]) => {
    const command = given.at(-1) as Command;
    const [one = '', two = '', three = ''] = command.args;
    await withSippy(connectSignedIn(command.optsWithGlobals()), (sippy) =>
      work(sippy, [one, two, three], command),
    );
  };
}

function keyOf(by: (typeof keys)[number], value: string) {
  switch (by) {
    case 'phone':
      return { $case: 'phone', value } as const;
    case 'email':
      return { $case: 'email', value } as const;
    case 'card':
      return { $case: 'cardNumber', value } as const;
    case 'number':
      return { $case: 'membershipNumber', value } as const;
    case 'scan':
      return { $case: 'scan', value } as const;
  }
}

function customerRow(customer: Customer | undefined) {
  const { profile, membership } = customer ?? {};
  return {
    customer_id: profile?.customerId,
    name: profile?.name,
    membership_number: profile?.membershipNumber,
    email: profile?.email,
    phone: profile?.phone,
    birth_date: profile?.birthDate,
    language: profile?.language,
    card_number: membership?.cardNumber,
    registered: profile?.registered,
    version: profile?.version,
  };
}

function consentRow({ purpose, channel, given, textVersion, place, time }: Consent) {
  return {
    purpose: purpose.replace('CONSENT_PURPOSE_', '').toLowerCase(),
    channel: channel.replace(/^CONTACT_CHANNEL_(UNSPECIFIED)?/, '').toLowerCase(),
    given,
    text: textVersion,
    place: place.replace('CONSENT_PLACE_', '').toLowerCase(),
    time,
  };
}

function erasureRow(erasure: Erasure | undefined) {
  return {
    erasure_id: erasure?.erasureId,
    status: erasure?.status.replace('ERASURE_STATUS_', '').toLowerCase(),
    requested: erasure?.requestTime,
    erased: erasure?.eraseTime,
    complete: erasure?.completeTime,
  };
}

async function save(parts: AsyncIterable<{ data: Uint8Array }>, path: string): Promise<number> {
  const file = createWriteStream(path, { mode: 0o600 });
  let bytes = 0;
  for await (const { data } of parts) {
    bytes += data.length;
    if (!file.write(data)) await new Promise<void>((resolve) => file.once('drain', resolve));
  }
  await new Promise<void>((resolve, reject) => {
    file.once('error', reject);
    file.end(() => resolve());
  });
  return bytes;
}
