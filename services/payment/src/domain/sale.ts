/** What was sold, as the receipt shows it: kept with the payment, so that later changes do not reach it. */

/** Amounts are minor units written as text, as JSON keeps them. */
export interface Sale {
  cafe: { name: string; address: string[]; zone: string };
  kind: string;
  table: string;
  lines: SaleLine[];
  /** Discounts on the order as a whole. */
  discounts: { name: string; amount: string }[];
  service: { name: string; amount: string } | null;
  taxes: { name: string; included: boolean; net: string; tax: string }[];
  total: string;
}

/** One line. */
export interface SaleLine {
  quantity: number;
  name: string;
  modifiers: string[];
  /** Price of all before discounts. */
  amount: string;
  /** What was taken off, with its name. */
  off: { name: string; amount: string }[];
}
