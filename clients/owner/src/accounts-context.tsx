import type { Network } from '@sippy/proto/web/settlement/v1/network';
import type { Sippy } from '@sippy/sdk/web';
import { createContext, useContext } from 'react';

/** On whose behalf the page asks, and in which network. */
export interface AccountsOf {
  readonly sippy: Sippy;
  readonly organisationId: string;
  readonly network: Network;
  /** Whether the organisation administers the network, and so locks, invoices and decides. */
  readonly isAdministrator: boolean;
}

const Context = createContext<AccountsOf | undefined>(undefined);

/** Gives it to what stands in it. */
export const AccountsProvider = Context.Provider;

/** The accounts that are looked at; only below an `AccountsProvider`. */
export function useAccounts(): AccountsOf {
  const accounts = useContext(Context);
  if (!accounts) throw new Error('no network is chosen here');
  return accounts;
}

/** Name of a café of the network, or its id where it is none. */
export const cafeName = ({ cafes }: Network, cafeId: string) =>
  cafes.findLast((cafe) => cafe.cafeId === cafeId)?.name ?? cafeId.slice(0, 8);
