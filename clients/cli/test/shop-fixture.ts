import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a generated folder adds up to, by its own arithmetic. */
export interface ShopFixture {
  folder: string;
  receipts: number;
  lines: number;
  takenMinor: bigint;
}

const products = [
  [1, 'Beverages', 'Coffee', 'Drip', 'Filter coffee', 450],
  [2, 'Beverages', 'Coffee', 'Espresso', 'Latte, large', 620],
  [3, 'Food', 'Bakery', 'Pastry', 'Melon pan', 280],
  [4, 'Merchandise', 'Housewares', 'Mug', 'Café "Étoile" mug', 2400],
] as const;

/**
 * Writes a small shop's folder: prices in whole yen, three days around the night in which clocks go back in Paris
 * (26 October 2025), with sales in the hour that comes twice, promotions and kept prices among them. Both customers buy at both
 * shops.
 */
export async function writeShop(receipts = 60): Promise<ShopFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'sippy-shop-'));
  const random = sequence(42);
  const rows: string[] = [];
  let takenMinor = 0n;
  for (let receipt = 1; receipt <= receipts; receipt++) {
    const date = `2025-10-${25 + (receipt % 3)}`;
    const time = receipt % 7 === 0 ? '02:30:00' : `${String(7 + (receipt % 12)).padStart(2, '0')}:15:00`;
    const flag = ['Y', 'N', ''][receipt % 3];
    for (let line = 1; line <= 1 + (receipt % 3); line++) {
      const [id, , , , , price] = products[random(products.length)] ?? products[0];
      const quantity = 1 + random(3);
      const unit = line === 2 ? price - 30 : price;
      const amount = receipt % 10 === 0 ? unit * quantity - 50 : unit * quantity;
      takenMinor += BigInt(amount);
      rows.push(
        [
          receipt,
          date,
          time,
          1 + (receipt % 2),
          11,
          receipt % 5 === 0 ? 0 : 101 + (receipt % 3 === 0 ? receipt % 2 : 0),
          flag,
          1,
          line,
          id,
          quantity,
          amount,
          unit,
          receipt % 10 === 0 ? 'Y' : 'N',
        ].join(','),
      );
    }
  }
  await writeFile(join(folder, 'sales_receipts.csv'), [receiptHeader, ...rows, ''].join('\r\n'));
  await writeFile(
    join(folder, 'products.csv'),
    [
      productHeader,
      ...products.map((p) =>
        [...p.slice(0, 4), `"${p[4].replaceAll('"', '""')}"`, '', 'each', `"¥${p[5]} "`].join(','),
      ),
      '',
    ].join('\n'),
  );
  await writeFile(
    join(folder, 'outlets.csv'),
    'sales_outlet_id,sales_outlet_type,store_address,store_city,Neighorhood\n1,retail,1 rue A,Paris,Marais\n2,retail,2 rue B,Paris,Bastille\n3,warehouse,,Paris,Orly\n',
  );
  await writeFile(
    join(folder, 'staff.csv'),
    'staff_id,first_name,last_name,position,location\n11,Aï,Tanaka,Barista,1\n12,Bo,Chef,Roaster,HQ\n',
  );
  await writeFile(
    join(folder, 'customers.csv'),
    'customer_id,home_store,customer_first-name,customer_email,loyalty_card_number,birthdate\n101,1,Zoë Müller,zoe@example.com,111-222,1990-02-30\n102,2,Ada,ada@example.com,111-333,\n',
  );
  return { folder, receipts, lines: rows.length, takenMinor };
}

const receiptHeader =
  'transaction_id,transaction_date,transaction_time,sales_outlet_id,staff_id,customer_id,instore_yn,order,line_item_id,product_id,quantity,line_item_amount,unit_price,promo_item_yn';
const productHeader =
  'product_id,product_group,product_category,product_type,product,product_description,unit_of_measure,current_retail_price';

/** The same pseudo-random numbers in every run. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}
