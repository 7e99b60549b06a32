import type { OnBehalf } from '@sippy/kit/client';
import type { PersonalPage, Subject } from '@sippy/kit/personal-data';
import type { ServiceHost } from '@sippy/kit/service';
import { AuthServiceDefinition } from '@sippy/proto/auth/v1/auth_service';
import { LoyaltyServiceDefinition } from '@sippy/proto/loyalty/v1/loyalty_service';
import { OrderServiceDefinition } from '@sippy/proto/order/v1/order_service';
import { PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';

/** A service that keeps something of people. */
export interface Holder {
  readonly name: string;
  /** The next part of what it keeps of somebody. */
  exportPage(subject: Subject, pageToken: string): Promise<PersonalPage>;
  /** Removes some of what is personal; returns how to go on, empty at the end. */
  erasePage(subject: Subject, pageToken: string): Promise<string>;
}

/** How such a service is asked: the same two RPCs in each. */
interface Peer {
  exportPersonalData(request: Asked, on: OnBehalf): Promise<PersonalPage>;
  erasePersonalData(request: Asked, on: OnBehalf): Promise<{ nextPageToken: string }>;
}

interface Asked {
  subject: { customerIds: string[]; organisationId: string };
  pageToken: string;
}

const PAGE_MS = 30_000;

/** The other services that keep something of people. A new one is a line here. The account goes first, so that nothing new is made. */
export function holdersPeer(host: Pick<ServiceHost, 'peer'>): readonly Holder[] {
  return [
    holder('auth', host.peer(AuthServiceDefinition)),
    holder('order', host.peer(OrderServiceDefinition)),
    holder('payment', host.peer(PaymentServiceDefinition)),
    holder('loyalty', host.peer(LoyaltyServiceDefinition)),
  ];
}

function holder(name: string, peer: Peer): Holder {
  const asked = ({ customerIds, organisationId }: Subject, pageToken: string): Asked => ({
    subject: { customerIds: [...customerIds], organisationId },
    pageToken,
  });
  return {
    name,
    exportPage: (subject, token) => peer.exportPersonalData(asked(subject, token), { deadlineMs: PAGE_MS }),
    async erasePage(subject, token) {
      const { nextPageToken } = await peer.erasePersonalData(asked(subject, token), { deadlineMs: PAGE_MS });
      return nextPageToken;
    },
  };
}
