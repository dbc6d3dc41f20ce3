import type { Event } from '../../event/event.ts';

/** What a trigger that joins events remembers between them. JSON, to be kept by whoever applies events. */
export interface JoinState {
  format: 1;
  /** The conditions that it belongs to; with others nothing of what was kept counts. */
  conditions: string;
  /** By dependency, the newest event that has not fired yet. */
  kept: Record<string, KeptEvent>;
  /** By dependency, when the newest event came that was applied (milliseconds since 1970), whether it has fired or not. */
  newest: Record<string, number>;
  /** Deliveries that were applied, oldest first: each is applied once. The last {@link maxApplied}. */
  applied: string[];
  /** Firings that are not carried out yet, and the last one, so that a repeated event issues its firing again. */
  firings: PastFiring[];
}

export interface KeptEvent {
  event: Event;
  /** What its dependency said then. */
  version: string;
}

/** A firing as it is issued again; its trigger is the Sensor's. */
export interface PastFiring {
  deliveryId: string;
  events: Record<string, Event>;
  isCarriedOut: boolean;
}

/** Deliveries are repeated while they are in hand or parked; no more of them are at the same time. */
export const maxApplied = 500;
/** Firings that wait to be carried out; of more, the oldest were given up long ago. */
export const maxFirings = 20;

export const emptyJoinState: JoinState = {
  format: 1,
  conditions: '',
  kept: {},
  newest: {},
  applied: [],
  firings: [],
};

/** Reads what was kept; what this version cannot read counts as nothing. */
export function readJoinState(value: unknown): JoinState {
  const isState = typeof value === 'object' && value !== null && 'format' in value && value.format === 1;
  // Written by this module only.
  return isState ? (value as JoinState) : emptyJoinState;
}

/** The state once the firings of a delivery are carried out: their events need not be kept any longer. */
export function markCarriedOut(state: JoinState, deliveryId: string): JoinState {
  const isOpen = state.firings.some((each) => each.deliveryId === deliveryId && !each.isCarriedOut);
  if (!isOpen) return state;
  const firings = state.firings.map((each) =>
    each.deliveryId === deliveryId ? { ...each, isCarriedOut: true } : each,
  );
  return { ...state, firings: trimFirings(firings) };
}

/** Keeps what is not carried out yet, and the last delivery's firings. */
export function trimFirings(firings: PastFiring[]): PastFiring[] {
  const last = firings.at(-1)?.deliveryId;
  return firings.filter((each) => !each.isCarriedOut || each.deliveryId === last).slice(-maxFirings);
}
