import type { Surroundings } from '../../../world/start-surroundings.ts';
import type { StormBus } from './open-storm-bus.ts';
import type { Replicas } from './start-replicas.ts';

/** What troubles can get at. */
export interface StormWorld {
  surroundings: Surroundings;
  replicas: Replicas;
  bus: StormBus;
  /** Installations that events come from. */
  installations: readonly number[];
  /** The longest that anything is kept waiting; an app that gives up on a call does so after 20 s. */
  patienceMs: number;
}
