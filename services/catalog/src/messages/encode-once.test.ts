import { Menu } from '@sippy/proto/catalog/v1/catalog';
import { GetMenuResponse } from '@sippy/proto/catalog/v1/catalog_service';
import { expect, test } from 'vitest';
import { encodingOnce } from './encode-once.ts';

test('the same menu is encoded once, and as it always is', () => {
  const codec = encodingOnce(GetMenuResponse, ({ menu }: GetMenuResponse) => menu);
  const menu = Menu.fromPartial({ cafeId: 'x', version: 3n });
  const first = codec.encode({ menu }).finish();
  expect(codec.encode({ menu }).finish()).toBe(first);
  expect(first).toEqual(GetMenuResponse.encode({ menu }).finish());
  const next = { ...menu, version: 4n };
  expect(codec.decode(codec.encode({ menu: next }).finish()).menu?.version).toBe(4n);
  expect(codec.encode({ menu: undefined }).finish()).toHaveLength(0);
});
