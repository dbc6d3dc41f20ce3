import { createHash } from 'node:crypto';

/** Numbers from 0 up to 1 that follow from the seed: the same seed gives the same ones again. */
export function seedRandom(seed: string): () => number {
  let count = 0;
  return () => {
    count += 1;
    const digest = createHash('sha256').update(`${seed}/${count}`).digest();
    return digest.readUInt32BE(0) / 2 ** 32;
  };
}
