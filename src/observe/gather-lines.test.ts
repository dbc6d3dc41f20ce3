import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gatherLines } from './gather-lines.ts';

const line = (level: string, text: string) => `{"level":"${level}","msg":"${text}"}\n`;

describe('gatherLines', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function gather(isTTY = false) {
    const written: string[] = [];
    let exit = () => undefined as unknown;
    const output = gatherLines({ write: (text) => written.push(text), isTTY }, (flush) => {
      exit = flush;
    });
    return { output, written, exit: () => exit() };
  }

  it('writes what comes within a moment at once, in its order', () => {
    const { output, written } = gather();
    for (const text of ['a', 'b', 'c']) output.write(line('info', text));
    expect(written).toEqual([]);
    vi.runAllTimers();
    expect(written).toEqual([line('info', 'a') + line('info', 'b') + line('info', 'c')]);
    output.write(line('debug', 'd'));
    vi.runAllTimers();
    expect(written.slice(1)).toEqual([line('debug', 'd')]);
  });

  it.each(['warn', 'error', 'fatal'])('lets no line of the level %s wait', (level) => {
    const { output, written } = gather();
    output.write(line('info', 'before'));
    output.write(line(level, 'now'));
    expect(written).toEqual([line('info', 'before') + line(level, 'now')]);
    vi.runAllTimers();
    expect(written).toHaveLength(1);
  });

  it('holds no more than a bounded text', () => {
    const { output, written } = gather();
    for (let count = 0; count < 100; count += 1) output.write(line('info', 'x'.repeat(1_000)));
    expect(written.join('').length).toBeGreaterThan(60_000);
  });

  it('writes the rest when the process exits', () => {
    const { output, written, exit } = gather();
    output.write(line('info', 'last'));
    exit();
    expect(written).toEqual([line('info', 'last')]);
  });

  it('lets a terminal have each line as it comes', () => {
    const { output, written } = gather(true);
    output.write(line('info', 'a'));
    expect(written).toEqual([line('info', 'a')]);
  });
});
