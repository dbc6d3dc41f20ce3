import type { Random } from '../seeded-random.ts';
import type { StormWorld } from '../world/storm-world.ts';

/** Something that goes wrong while events come in. Resolves when it is over, or when what it arranged waits for its calls. */
export type Trouble = (world: StormWorld, random: Random) => Promise<void>;

/** Troubles by what they are, as the report names them. */
export type Troubles = Record<string, Trouble>;

/** How long the app waits for an answer. */
export const appGivesUpAfterMs = 20_000;
