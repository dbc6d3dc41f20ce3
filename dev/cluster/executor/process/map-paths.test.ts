import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rewritePaths, toLocalPath } from './map-paths.ts';

const map = { root: '/here', declared: ['/src', '/src/deep', '/a b'] };

describe('paths of a container', () => {
  it.each([
    ['cd /src && make', 'cd /here/src && make'],
    ['/src', '/here/src'],
    ['/src/x:/src', '/here/src/x:/here/src'],
    ['"/src/deep/x"', '"/here/src/deep/x"'],
    ['/usr/src /srcs /src.d ./src', '/usr/src /srcs /src.d ./src'],
    ['PATH=/src/bin', 'PATH=/here/src/bin'],
    ['cat "/a b/c"', 'cat "/here/a b/c"'],
    ['/etc/passwd', '/etc/passwd'],
  ])('%s becomes %s', (text, rewritten) => {
    expect(rewritePaths(map, text)).toBe(rewritten);
  });

  it('never lead out of their root', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', 'a', '')), (parts) => {
        expect(`${toLocalPath(map, parts.join('/'))}/`.startsWith('/here/')).toBe(true);
      }),
    );
  });
});
