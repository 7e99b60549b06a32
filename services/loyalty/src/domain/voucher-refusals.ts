/** What is said no to about campaigns and vouchers, and what would do instead. */
import { type Refusal, type RefusalExtra, refuse } from '@sippy/kit/refusal';

const no = (reason: string, message: string, extra?: RefusalExtra): Refusal =>
  refuse('FAILED_PRECONDITION', reason, message, extra);

/** No more vouchers are issued. */
export function campaignEnded(name: string): Refusal {
  return no('CAMPAIGN_ENDED', `“${name}” has ended.`);
}

/** The change would take something away from those who have a voucher. */
export function campaignBinds(field: string, why: string): Refusal {
  return no('CAMPAIGN_BINDS', `${field}: ${why}: members have vouchers`, {
    fields: [{ field, description: why }],
  });
}

/** All vouchers of a campaign, or of a code, are gone. */
export function vouchersGone(name: string): Refusal {
  return no('VOUCHERS_GONE', `All vouchers of “${name}” are gone.`);
}

/** The member has had as many as one person can have. */
export function voucherLimit(name: string, most: number): Refusal {
  return no('VOUCHER_LIMIT', `One person can have ${most} voucher${most === 1 ? '' : 's'} of “${name}”.`, {
    metadata: { most: String(most) },
  });
}

/** The campaign is for others. */
export function notInAudience(name: string, whom: string): Refusal {
  return no('NOT_IN_AUDIENCE', `“${name}” is for ${whom}.`);
}

/** There is no such code. */
export function codeInvalid(): Refusal {
  return no('CODE_INVALID', 'This code is not valid.');
}

/** Its first day at the café is still to come. */
export function voucherNotYet(name: string, firstDay: string): Refusal {
  return no('VOUCHER_NOT_VALID_TODAY', `“${name}” can be used from ${firstDay} on.`, {
    metadata: { first_day: firstDay },
  });
}

/** Its last day at the café is over. */
export function voucherExpired(lastDay: string): Refusal {
  return no('VOUCHER_NOT_VALID_TODAY', `The voucher could be used until ${lastDay}.`, {
    metadata: { last_day: lastDay },
  });
}

/** It is on another order. */
export function voucherApplied(): Refusal {
  return no('VOUCHER_APPLIED', 'The voucher is on another order. Take it off there first.');
}

/** It has been used. */
export function voucherUsed(): Refusal {
  return no('VOUCHER_USED', 'The voucher has been used.');
}

/** It is not taken at this café. */
export function voucherNotHere(name: string): Refusal {
  return no('VOUCHER_NOT_HERE', `This café does not take “${name}”.`);
}
