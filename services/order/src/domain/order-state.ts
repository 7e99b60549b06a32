import { type Refusal, refuse } from '@sippy/kit/refusal';

/** How far an order has come; the names of the proto's `OrderStatus`. */
export type OrderStatusName = 'CREATED' | 'PENDING' | 'PREPARING' | 'READY' | 'COMPLETED' | 'CANCELLED';

/** Which moves are legal. READY to PREPARING is a recall, READY to PENDING a remake. */
export const moves = {
  CREATED: ['PENDING', 'CANCELLED'],
  PENDING: ['PREPARING', 'CANCELLED'],
  PREPARING: ['READY', 'CANCELLED'],
  READY: ['COMPLETED', 'PREPARING', 'PENDING', 'CANCELLED'],
  COMPLETED: [],
  CANCELLED: [],
} as const satisfies Record<OrderStatusName, readonly OrderStatusName[]>;

/** The way through the kitchen to the guest, each step a legal move. */
const forward = ['CREATED', 'PENDING', 'PREPARING', 'READY', 'COMPLETED'] as const;

/** Whether an order can move from one status to another. */
export function canMove(from: OrderStatusName, to: OrderStatusName): boolean {
  return (moves[from] as readonly OrderStatusName[]).includes(to);
}

/** Moves an order on, or refuses and says which moves are open. */
export function move(from: OrderStatusName, to: OrderStatusName): OrderStatusName {
  if (!canMove(from, to)) throw illegalMove(from, to);
  return to;
}

/**
 * Moves an order forward to a status, through those in between. Refuses where the status lies behind or the order is
 * closed.
 */
export function moveForward(from: OrderStatusName, to: OrderStatusName): OrderStatusName {
  const start = forward.indexOf(from as (typeof forward)[number]);
  const end = forward.indexOf(to as (typeof forward)[number]);
  if (start < 0 || end <= start) throw illegalMove(from, to);
  return to;
}

/** An order that will never change again. */
export function isClosed(status: OrderStatusName): boolean {
  return moves[status].length === 0;
}

/** Lines and prices can be changed. */
export function isEditable(status: OrderStatusName): boolean {
  return status === 'CREATED' || status === 'PENDING' || status === 'PREPARING';
}

/** FAILED_PRECONDITION that names the moves that are open. */
export function illegalMove(from: OrderStatusName, to: OrderStatusName): Refusal {
  const allowed = moves[from];
  const open = allowed.length > 0 ? `It can become ${allowed.join(', ')}.` : 'It can change no more.';
  return refuse(
    'FAILED_PRECONDITION',
    'ILLEGAL_MOVE',
    `The order is ${from} and cannot become ${to}. ${open}`,
    {
      metadata: { from, to, allowed: allowed.join(',') },
    },
  );
}
