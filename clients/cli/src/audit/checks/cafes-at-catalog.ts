import { type Check, differs, type Finding, judge } from '../check.ts';
import { cafeFacts } from '../facts.ts';
import { newestEvents } from '../newest-events.ts';
import { sideBySide } from '../side-by-side.ts';

interface MenuRow {
  key: string;
  cafe_version: bigint;
  organisation_id: string;
  currency_code: string;
  time_zone: string;
}

const menus = `select cafe_id::text as key, cafe_version, organisation_id::text, currency_code, time_zone
  from menu order by cafe_id`;

/** What the catalogue knows of cafés is what a rebuild from the cafés' events would give. */
export const cafesAtCatalog: Check = {
  name: 'cafes-at-catalog',
  rule: 'Every café has a menu, in the currency and time zone that the newest of the café’s events says.',
  async *run(books): AsyncGenerator<Finding> {
    const both = sideBySide(newestEvents(books, 'cafe', cafeFacts), books.pages<MenuRow>('catalog', menus));
    for await (const { key, left: event, right: menu } of both) {
      const subject = `café ${key}`;
      const cafe = event?.payload.cafe;
      if (event?.settled === false) yield 'young';
      else if (!cafe) yield { subject, problem: 'has a menu and no event' };
      else if (!menu) yield { subject, problem: 'has no menu' };
      // The catalogue may have asked for a newer version than the last event that is seen here.
      else if (menu.cafe_version > cafe.version) yield 'young';
      else
        yield judge(subject, [
          differs('has a menu of version', menu.cafe_version, cafe.version),
          differs('of organisation', menu.organisation_id, cafe.organisationId),
          differs('in', menu.currency_code, cafe.currencyCode),
          differs('in zone', menu.time_zone, cafe.timeZone),
        ]);
    }
  },
};
