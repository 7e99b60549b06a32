import { join } from 'node:path';
import { checkReceipts } from './check-receipts.ts';
import type { Customer, Finding, Outlet, Product, ShopFolder, StaffMember } from './model.ts';
import { minorDigits, parseDate, parseMinor } from './parse-value.ts';
import { readReceipts } from './read-receipts.ts';
import { type Row, readTable } from './read-table.ts';

/** Reads and checks a folder of a shop's CSV exports, amounts in its currency, times in its zone. Nothing is changed. */
export async function readFolder(
  folder: string,
  { currency, zone }: { currency: string; zone: string },
): Promise<ShopFolder> {
  const findings: Finding[] = [];
  const digits = minorDigits(currency);
  const table = (file: string, columns: readonly string[]) =>
    readTable(join(folder, file), columns, findings);

  const products = unique(await table('products.csv', productColumns), 'product_id', findings).flatMap(
    (row) => product(row, digits, findings),
  );
  const outlets = unique(await table('outlets.csv', outletColumns), 'sales_outlet_id', findings).map(outlet);
  const staff = unique(await table('staff.csv', staffColumns), 'staff_id', findings).map(staffMember);
  const customers = unique(await table('customers.csv', customerColumns), 'customer_id', findings).map(
    (row) => customer(row, findings),
  );
  const receipts = await readReceipts(join(folder, 'sales_receipts.csv'), digits, findings);
  const shop = { products, outlets, staff, customers, receipts, findings };
  checkReceipts(shop, zone);
  return shop;
}

const productColumns = [
  'product_id',
  'product_group',
  'product_category',
  'product_type',
  'product',
  'product_description',
  'unit_of_measure',
  'current_retail_price',
];
const outletColumns = ['sales_outlet_id', 'sales_outlet_type', 'store_address', 'store_city'];
const staffColumns = ['staff_id', 'first_name', 'last_name', 'position', 'location'];
const customerColumns = [
  'customer_id',
  'home_store',
  'customer_first-name',
  'customer_email',
  'loyalty_card_number',
];

function unique(rows: Row[], idColumn: string, findings: Finding[]): Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const id = row.text(idColumn);
    if (id !== '' && !seen.has(id)) return seen.add(id);
    const message = id === '' ? `${idColumn} is empty` : `${idColumn} ${id} stands here again`;
    findings.push({ severity: 'error', kind: `bad ${idColumn}`, file: row.file, row: row.row, message });
    return false;
  });
}

function product(row: Row, digits: number, findings: Finding[]): Product[] {
  const price = row.text('current_retail_price');
  const priceMinor = parseMinor(price, digits);
  if (priceMinor === undefined || priceMinor < 0n) {
    const message = `"${price}" is not a price`;
    findings.push({ severity: 'error', kind: 'bad price', file: row.file, row: row.row, message });
    return [];
  }
  return [
    {
      file: row.file,
      row: row.row,
      productId: row.text('product_id'),
      group: row.text('product_group'),
      category: row.text('product_category'),
      type: row.text('product_type'),
      name: row.text('product'),
      description: row.text('product_description'),
      unit: row.text('unit_of_measure'),
      priceMinor,
    },
  ];
}

function outlet(row: Row): Outlet {
  return {
    file: row.file,
    row: row.row,
    outletId: row.text('sales_outlet_id'),
    retail: row.text('sales_outlet_type') === 'retail',
    address: row.text('store_address'),
    city: row.text('store_city'),
    neighbourhood: row.text('neighorhood') || row.text('neighbourhood') || row.text('neighborhood'),
  };
}

function staffMember(row: Row): StaffMember {
  return {
    file: row.file,
    row: row.row,
    staffId: row.text('staff_id'),
    firstName: row.text('first_name'),
    lastName: row.text('last_name'),
    position: row.text('position'),
    location: row.text('location'),
  };
}

function customer(row: Row, findings: Finding[]): Customer {
  const birthText = row.text('birthdate');
  const birthDate = parseDate(birthText) ?? '';
  if (birthText !== '' && birthDate === '') {
    const message = `"${birthText}" is not a date; left out`;
    findings.push({ severity: 'odd', kind: 'bad birth date', file: row.file, row: row.row, message });
  }
  return {
    file: row.file,
    row: row.row,
    customerId: row.text('customer_id'),
    homeOutletId: row.text('home_store'),
    name: row.text('customer_first-name'),
    email: row.text('customer_email'),
    cardNumber: row.text('loyalty_card_number'),
    birthDate,
  };
}
