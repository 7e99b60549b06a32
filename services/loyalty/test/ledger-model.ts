/** Points as plain arithmetic in memory: what the real ledger is compared with. Written from the rules, not from the service. */

export interface ModelCafe {
  cafeId: string;
  /** Hours ahead of UTC. */
  offset: number;
}

export interface ModelLot {
  cafe: ModelCafe;
  issueDay: string;
  lastDay: string;
  free: number;
  held: number;
  expired: number;
}

interface ModelHold {
  cafe: ModelCafe;
  parts: { lot: ModelLot; points: number }[];
  points: number;
  end: Date;
  status: 'HELD' | 'POSTED' | 'OVER';
  givenBack: number;
}

/** What has been heard of an order. */
interface Known {
  cafe: ModelCafe;
  orderVersion: number;
  cents: number;
  paymentVersion: number;
  paid: number;
  refunded: number;
  day: string;
  posted: number;
  lot: ModelLot | undefined;
}

const day = (time: Date, { offset }: ModelCafe, days = 0) =>
  new Date(time.getTime() + (offset * 60 + days * 24 * 60) * 60_000).toISOString().slice(0, 10);

/** A month later, at most the last day of that month. */
function nextMonth(date: string): string {
  const [y = 0, m = 0, d = 0] = date.split('-').map(Number);
  const last = new Date(Date.UTC(y, m + 1, 0)).getUTCDate();
  return new Date(Date.UTC(y, m, Math.min(d, last))).toISOString().slice(0, 10);
}

export class ModelMember {
  lots: ModelLot[] = [];
  orders = new Map<string, Known>();
  holds = new Map<string, ModelHold>();

  balance(now: Date): number {
    return this.lots.reduce((sum, lot) => sum + (lot.free < 0 || this.usable(lot, now) ? lot.free : 0), 0);
  }

  hearOrder(id: string, cafe: ModelCafe, version: number, cents: number, now: Date): void {
    const known = this.know(id, cafe);
    if (version <= known.orderVersion) return;
    Object.assign(known, { orderVersion: version, cents });
    this.follow(id, now);
  }

  hearPayment(
    id: string,
    cafe: ModelCafe,
    told: { version: number; paid: number; refunded: number; day: string },
    now: Date,
  ): void {
    const known = this.know(id, cafe);
    if (told.version === 1) known.day = told.day;
    if (told.version > known.paymentVersion) {
      known.paymentVersion = told.version;
      known.paid = told.paid;
      known.refunded = told.refunded;
    }
    this.follow(id, now);
  }

  hold(orderId: string, cafe: ModelCafe, points: number, now: Date): boolean {
    const live = this.holds.get(orderId);
    if (live && live.status !== 'OVER') return false;
    if (this.balance(now) < points) return false;
    const parts: ModelHold['parts'] = [];
    let open = points;
    for (const lot of this.spendable(now)) {
      const taken = Math.min(lot.free, open);
      if (taken === 0) continue;
      lot.free -= taken;
      lot.held += taken;
      open -= taken;
      parts.push({ lot, points: taken });
    }
    const end = new Date(now.getTime() + 15 * 60_000);
    this.holds.delete(orderId);
    this.holds.set(orderId, { cafe, parts, points, end, status: 'HELD', givenBack: 0 });
    return true;
  }

  post(orderId: string): void {
    const hold = this.holds.get(orderId);
    if (hold?.status !== 'HELD') return;
    hold.status = 'POSTED';
    for (const { lot, points } of hold.parts) lot.held -= points;
  }

  void(orderId: string, now: Date): void {
    const hold = this.holds.get(orderId);
    if (hold?.status !== 'HELD') return;
    hold.status = 'OVER';
    for (const { lot, points } of hold.parts) {
      lot.held -= points;
      this.comesBack(lot, points, now);
    }
    this.cover(now);
  }

  /** So much of a hundred of the points' payment has been given back. */
  giveBack(id: string, share: number, now: Date): void {
    const hold = this.holds.get(id);
    if (hold?.status !== 'POSTED') return;
    const target = Math.floor((hold.points * share) / 100);
    while (hold.givenBack < target) {
      let seen = 0;
      for (const { lot, points } of hold.parts.toReversed()) {
        seen += points;
        if (hold.givenBack >= seen) continue;
        const back = Math.min(seen, target) - hold.givenBack;
        hold.givenBack += back;
        this.comesBack(lot, back, now);
        break;
      }
    }
    this.cover(now);
  }

  adjust(cafe: ModelCafe, points: number, now: Date): boolean {
    if (points > 0) {
      this.add(cafe, day(now, cafe)).free = points;
      this.cover(now);
      return true;
    }
    const own = this.spendable(now).filter((lot) => lot.cafe === cafe);
    let open = -points;
    if (own.reduce((sum, { free }) => sum + free, 0) < open) return false;
    for (const lot of own) {
      const taken = Math.min(lot.free, open);
      lot.free -= taken;
      open -= taken;
    }
    return true;
  }

  /** Leases and lots end by the clock; leases first. */
  pass(now: Date): void {
    for (const [id, hold] of [...this.holds].sort((a, b) => Number(a[1].end) - Number(b[1].end)))
      if (hold.status === 'HELD' && hold.end <= now) this.void(id, now);
    for (const lot of this.lots) {
      if (lot.free <= 0 || this.usable(lot, now)) continue;
      lot.expired += lot.free;
      lot.free = 0;
    }
  }

  private know(id: string, cafe: ModelCafe): Known {
    const known = this.orders.get(id) ?? {
      ...{ cafe, orderVersion: 0, cents: 0, paymentVersion: 0, paid: 0, refunded: 0, day: '', posted: 0 },
      lot: undefined,
    };
    this.orders.set(id, known);
    return known;
  }

  private follow(id: string, now: Date): void {
    const order = this.orders.get(id);
    if (!order) return;
    if (order.day !== '' && order.orderVersion > 0 && order.cents > 0) {
      const kept = Math.min(Math.max(order.paid - order.refunded, 0), order.cents);
      this.reach(order, Math.floor((Math.floor(order.cents / 10) * kept) / order.cents), now);
    } else if (order.day !== '' && order.orderVersion > 0) this.reach(order, 0, now);
  }

  private reach(order: Known, target: number, now: Date): void {
    const more = target - order.posted;
    order.posted = target;
    if (more > 0) {
      order.lot ??= this.add(order.cafe, order.day);
      this.comesBack(order.lot, more, now);
      this.cover(now);
    } else if (more < 0 && order.lot) {
      const { lot } = order;
      const free = Math.min(-more, Math.max(lot.free, 0));
      const expired = Math.min(-more - free, lot.expired);
      lot.expired -= expired;
      lot.free -= -more - expired;
      this.cover(now);
    }
  }

  private comesBack(lot: ModelLot, points: number, now: Date): void {
    const wasUsable = this.usable(lot, now);
    lot.free += points;
    if (lot.free > 0 && !wasUsable) lot.lastDay = day(now, lot.cafe, 30);
  }

  private cover(now: Date): void {
    for (const debt of this.sorted().filter(({ free }) => free < 0)) {
      for (const lot of this.spendable(now)) {
        const paid = Math.min(lot.free, -debt.free);
        lot.free -= paid;
        debt.free += paid;
      }
    }
  }

  private add(cafe: ModelCafe, issueDay: string): ModelLot {
    const lot = { cafe, issueDay, lastDay: nextMonth(issueDay), free: 0, held: 0, expired: 0 };
    this.lots.push(lot);
    return lot;
  }

  private usable(lot: ModelLot, now: Date): boolean {
    return day(now, lot.cafe) <= lot.lastDay;
  }

  private sorted(): ModelLot[] {
    return this.lots.toSorted((a, b) => (a.issueDay < b.issueDay ? -1 : a.issueDay > b.issueDay ? 1 : 0));
  }

  private spendable(now: Date): ModelLot[] {
    return this.sorted().filter((lot) => lot.free > 0 && this.usable(lot, now));
  }
}
