import { describe, expect, it } from 'vitest';
import { createPodLog } from './pod-log.ts';

const text = (log: ReturnType<typeof createPodLog>) => Buffer.concat(log.lines().map((line) => line.bytes)).toString();

describe('a log', () => {
  it('does not mix two streams within a line', () => {
    const log = createPodLog();
    const [out, err] = [log.openStream(), log.openStream()];
    out.write(Buffer.from('one'));
    err.write(Buffer.from('two\nthr'));
    out.write(Buffer.from(' more\n'));
    err.end();
    out.end();
    expect(text(log)).toBe('two\none more\nthr');
  });

  it('forgets its beginning when it grows too long', () => {
    const log = createPodLog();
    const out = log.openStream();
    const line = Buffer.alloc(1024 * 1024, 'x');
    line[line.length - 1] = 10;
    for (let count = 0; count < 12; count += 1) out.write(line);
    expect(log.lines()).toHaveLength(10);
  });

  it('tells followers what comes, then its end, also when that was before', () => {
    const log = createPodLog();
    const seen: string[] = [];
    const stop = log.follow(
      () => seen.push('stopped'),
      () => undefined,
    );
    stop();
    log.follow(
      (chunk) => seen.push(chunk.toString()),
      () => seen.push('end'),
    );
    log.openStream().write(Buffer.from('a\n'));
    log.end();
    log.follow(
      () => undefined,
      () => seen.push('late'),
    );
    expect(seen).toEqual(['a\n', 'end', 'late']);
  });
});
