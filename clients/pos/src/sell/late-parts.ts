/** What the till loads only after somebody has signed in: each with its first use, all of it as soon as there is time. */
import { whenIdle } from '@sippy/ui/timing/after-paint';
import { lazy } from 'react';

const load = {
  orders: () => import('../orders/orders-screen.tsx'),
  checkout: () => import('../checkout/checkout.tsx'),
  unfinished: () => import('../checkout/unfinished-sale.tsx'),
  unfinishedDialog: () => import('../checkout/unfinished-dialog.tsx'),
  availability: () => import('../availability/availability.tsx'),
  member: () => import('../member/member-dialog.tsx'),
  scan: () => import('../member/scan-member.ts'),
  balance: () => import('../member/member-balance.tsx'),
  noted: () => import('../member/noted-members.tsx'),
  tier: () => import('../member/tier-line.tsx'),
  vouchers: () => import('../member/member-vouchers.tsx'),
  voucherRows: () => import('../member/voucher-rows.tsx'),
  settings: () => import('../settings/settings-dialog.tsx'),
  // What the SDK loads with the first call of each service.
  orderCalls: () => import('@sippy/proto/web/order/v1/order_service'),
  paymentCalls: () => import('@sippy/proto/web/payment/v1/payment_service'),
  catalogCalls: () => import('@sippy/proto/web/catalog/v1/catalog_service'),
  authCalls: () => import('@sippy/proto/web/auth/v1/auth_service'),
  customerCalls: () => import('@sippy/proto/web/customer/v1/customer_service'),
  loyaltyCalls: () => import('@sippy/proto/web/loyalty/v1/loyalty_service'),
  voucherCalls: () => import('@sippy/proto/web/loyalty/v1/voucher_service'),
  deviceCalls: () => import('@sippy/proto/web/auth/v1/device_service'),
};

/** Recent orders and open checks. */
export const OrdersScreen = lazy(async () => ({ default: (await load.orders()).OrdersScreen }));
/** Paying. */
export const Checkout = lazy(async () => ({ default: (await load.checkout()).Checkout }));
/** Sales that a reload or a lost answer left unfinished. */
export const UnfinishedSales = lazy(async () => ({ default: (await load.unfinished()).UnfinishedSales }));
/** Off sale and back. */
export const AvailabilityDialog = lazy(async () => ({
  default: (await load.availability()).AvailabilityDialog,
}));
/** Who the member is. */
export const MemberDialog = lazy(async () => ({ default: (await load.member()).MemberDialog }));
/** What a member has. */
export const MemberBalance = lazy(async () => ({ default: (await load.balance()).MemberBalance }));
/** Whose the sales are of which only a card was noted. */
export const NotedMembers = lazy(async () => ({ default: (await load.noted()).NotedMembers }));
/** The tier of a member. */
export const TierLine = lazy(async () => ({ default: (await load.tier()).TierLine }));
/** The vouchers of a member. */
export const MemberVouchers = lazy(async () => ({ default: (await load.vouchers()).MemberVouchers }));
/** Vouchers among the sums of a sale. */
export const VoucherRows = lazy(async () => ({ default: (await load.voucherRows()).VoucherRows }));
/** What a scan on the till leads to. */
export const loadScan = load.scan;
/** Language, looks and the lock. */
export const SettingsDialog = lazy(async () => ({ default: (await load.settings()).SettingsDialog }));

const againMs = 10_000;
const withinMs = 2000;

/**
 * Loads every part while nothing else is to be done, and keeps it in memory: a till that stays open while a new release is
 * brought out goes on with its own parts, which the server may not have any more. What cannot be loaded is tried again.
 * Returns what stops it.
 */
export function loadLateParts(): () => void {
  const left = Object.values(load);
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const next = async () => {
    const part = left[0];
    if (stopped || !part) return;
    try {
      await part();
      left.shift();
      whenIdle(next, withinMs);
    } catch {
      timer = setTimeout(next, againMs);
    }
  };
  whenIdle(next, withinMs);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
