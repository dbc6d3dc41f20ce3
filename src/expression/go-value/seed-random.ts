/**
 * Numbers that follow from a seed: the same seed gives the same ones again. They look random and are no secret. Answers a function
 * that gives a whole number from 0 up to and without its argument.
 */
export function seedRandom(seed: string): (below: number) => number {
  const draw = generator(seed);
  return (below) => {
    // 53 bits, as many as a number holds exactly.
    const bits = (draw() >>> 5) * 0x4000000 + (draw() >>> 6);
    return Math.floor((bits / 2 ** 53) * below);
  };
}

/** Chris Doty-Humphrey's generator of 32 bits with a counter ("sfc32"). */
function generator(seed: string): () => number {
  let [a, b, c, counter] = [hash(seed, 1), hash(seed, 2), hash(seed, 3), 1];
  const draw = () => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  // The first numbers still show what the seed was.
  for (let round = 0; round < 15; round++) draw();
  return draw;
}

function hash(text: string, start: number): number {
  let value = Math.imul(start, 0x9e3779b1);
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x5bd1e995);
    value ^= value >>> 15;
  }
  return value | 0;
}
