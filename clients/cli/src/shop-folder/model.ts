/** A row of a file: where it came from, for messages. Row 1 is the header. */
export interface Origin {
  file: string;
  row: number;
}

/** One thing about the folder that a person should know. An error stops the import; what is odd is kept as it is. */
export interface Finding extends Origin {
  severity: 'error' | 'odd';
  /** Findings of one kind are counted together. */
  kind: string;
  message: string;
}

export interface Product extends Origin {
  productId: string;
  group: string;
  category: string;
  type: string;
  name: string;
  description: string;
  unit: string;
  /** Retail price in minor units. */
  priceMinor: bigint;
}

export interface Outlet extends Origin {
  outletId: string;
  retail: boolean;
  address: string;
  city: string;
  neighbourhood: string;
}

export interface StaffMember extends Origin {
  staffId: string;
  firstName: string;
  lastName: string;
  position: string;
  /** The outlet where they belong, or a code such as HQ. */
  location: string;
}

export interface Customer extends Origin {
  customerId: string;
  homeOutletId: string;
  name: string;
  email: string;
  cardNumber: string;
  birthDate: string;
}

/** One line of a receipt, amounts in minor units as they stand in the file. */
export interface ReceiptLine extends Origin {
  productId: string;
  quantity: number;
  unitPriceMinor: bigint;
  amountMinor: bigint;
  promotion: boolean;
}

/** One sale: the lines that share date, outlet and transaction id. */
export interface Receipt {
  date: string;
  /** Local time of the outlet as HH:MM:SS. */
  time: string;
  outletId: string;
  transactionId: string;
  staffId: string;
  /** Empty where the customer is not known. */
  customerId: string;
  /** Undefined where the file leaves it blank. */
  inStore: boolean | undefined;
  lines: ReceiptLine[];
}

/** Everything a folder says, and what was found odd in it. */
export interface ShopFolder {
  products: Product[];
  outlets: Outlet[];
  staff: StaffMember[];
  customers: Customer[];
  receipts: Receipt[];
  findings: Finding[];
}
