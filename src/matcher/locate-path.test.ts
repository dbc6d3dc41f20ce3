import { describe, expect, it } from 'vitest';
import { locatePath, type Workspace } from './locate-path.ts';

const known: Workspace = { root: '/src', workingDirectory: '/src/web', repository: 'cart' };
const unknown: Workspace = { repository: 'cart' };

describe('locatePath', () => {
  it.each<[string, Workspace, string | undefined]>([
    ['a.ts', known, 'web/a.ts'],
    ['./a.ts', known, 'web/a.ts'],
    ['../a.ts', known, 'a.ts'],
    ['../../a.ts', known, undefined],
    ['/src/lib/a.ts', known, 'lib/a.ts'],
    ['/src/../etc/passwd', known, undefined],
    ['/elsewhere/a.ts', known, undefined],
    ['/home/runner/work/cart/src/a.ts', known, 'src/a.ts'],
    ['file:///src/a.ts', known, 'a.ts'],
    ['"a.ts"', unknown, 'a.ts'],
    ['src\\a.ts', unknown, 'src/a.ts'],
    ['a/./b//c.ts', unknown, 'a/b/c.ts'],
    ['/workspace/source/a.ts', unknown, 'a.ts'],
    ['/app/a.py', unknown, 'a.py'],
    ['/tmp/a.py', unknown, undefined],
    ['/src/a.ts', { ...unknown, workingDirectory: '/src' }, 'a.ts'],
    ['a.ts', { ...unknown, workingDirectory: '/src/web' }, 'a.ts'],
    ['/usr/lib/a.py', unknown, undefined],
    ['web/node_modules/a.js', unknown, undefined],
    ['https://example.org/a.ts', unknown, undefined],
    ['', unknown, undefined],
    ['.', unknown, undefined],
    ['/src', known, undefined],
    ['x'.repeat(401), unknown, undefined],
  ])('%s in %j is %s', (path, workspace, expected) => {
    expect(locatePath(path, workspace)).toBe(expected);
  });
});
