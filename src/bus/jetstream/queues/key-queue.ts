/** A delivery that is not done, as it is remembered: its body stays in the broker. */
export interface Waiting {
  /** Of its message in the stream of events; the order of a queue. */
  sequence: number;
  /** Of its body. */
  bytes: number;
}

/**
 * The unfinished deliveries of one key, in order. There may be hundreds of thousands in all, so each is two numbers in a list and
 * no object.
 */
export interface KeyQueue {
  key: string;
  share: string;
  /** Sequence and bytes of each, ascending by sequence; what lies before `start` is done. */
  numbers: number[];
  start: number;
}

const width = 2;
/** Beyond this many numbers of done ones in front, the list is cut: cutting it each time would cost by its length. */
const doneKept = 1024;

export function makeQueue(key: string, share: string): KeyQueue {
  return { key, share, numbers: [], start: 0 };
}

export function headOf(queue: KeyQueue): Waiting | undefined {
  return queue.start < queue.numbers.length ? itemAt(queue, queue.start) : undefined;
}

export function lengthOf({ numbers, start }: KeyQueue): number {
  return (numbers.length - start) / width;
}

export function hasItem(queue: KeyQueue, sequence: number): boolean {
  return indexOf(queue, sequence) !== -1;
}

/** Adds in order; nearly always that is at the end. False when it is there already. */
export function addItem(queue: KeyQueue, { sequence, bytes }: Waiting): boolean {
  const { numbers } = queue;
  // A list that is made with what it holds is a tenth of one that grows.
  if (numbers.length === 0) {
    queue.numbers = [sequence, bytes];
    return true;
  }
  let index = numbers.length;
  while (index > queue.start && (numbers[index - width] ?? 0) > sequence) index -= width;
  if (index > queue.start && numbers[index - width] === sequence) return false;
  numbers.splice(index, 0, sequence, bytes);
  return true;
}

/** False when it was not there. */
export function removeItem(queue: KeyQueue, sequence: number): boolean {
  const index = indexOf(queue, sequence);
  if (index === -1) return false;
  if (index === queue.start) {
    queue.start += width;
    if (queue.start > doneKept && queue.start * 2 > queue.numbers.length) {
      queue.numbers = queue.numbers.slice(queue.start);
      queue.start = 0;
    }
  } else {
    queue.numbers.splice(index, width);
  }
  return true;
}

function itemAt({ numbers }: KeyQueue, index: number): Waiting {
  return { sequence: numbers[index] ?? 0, bytes: numbers[index + 1] ?? 0 };
}

function indexOf({ numbers, start }: KeyQueue, sequence: number): number {
  let low = start / width;
  let high = numbers.length / width - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = numbers[middle * width] ?? 0;
    if (found === sequence) return middle * width;
    if (found < sequence) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
