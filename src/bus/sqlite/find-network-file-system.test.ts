import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findNetworkFileSystem, readNetworkType } from './find-network-file-system.ts';

const mountinfo = `22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 27 0:30 / /mnt/share rw,relatime shared:2 - nfs4 server:/export rw,vers=4.2
31 30 254:1 / /mnt/share/local rw,relatime - xfs /dev/vdb rw
32 27 0:31 / /mnt/with\\040blank rw - cifs //server/share rw
33 27 0:32 / /mnt/ssh rw - fuse.sshfs host:/ rw
34 27 0:33 / /mnt/vm rw - 9p share rw,trans=virtio
35 27 0:34 / /mnt/plan9 rw - 9p server rw,trans=tcp,port=564
36 27 0:35 / /mnt/covered rw - ext4 /dev/vdc rw
37 36 0:36 / /mnt/covered rw - ceph mon:/ rw
38 27 0:37 / /mnt/overlay rw - overlay overlay rw,lowerdir=/a
39 27 0:38 / /mnt/s3 rw - fuse.mount-s3 mountpoint-s3 rw
`;

describe('finding a network file system', () => {
  it.each([
    ['/var/lib/app', undefined],
    ['/mnt', undefined],
    ['/mnt/share', 'nfs4'],
    ['/mnt/share/data/deep', 'nfs4'],
    ['/mnt/share/local/data', undefined],
    ['/mnt/shared', undefined],
    ['/mnt/with blank/data', 'cifs'],
    ['/mnt/ssh', 'fuse.sshfs'],
    ['/mnt/vm/data', undefined],
    ['/mnt/plan9/data', '9p'],
    ['/mnt/covered/data', 'ceph'],
    ['/mnt/overlay', undefined],
    ['/mnt/s3', 'fuse.mount-s3'],
  ])('%s lies on %s', (path, type) => {
    expect(readNetworkType(mountinfo, path)).toBe(type);
  });

  it('finds none where nothing is listed', () => {
    expect(readNetworkType('', '/data')).toBeUndefined();
  });

  it('takes any text without throwing', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, path) => {
        expect([undefined, 'nfs']).toContain(readNetworkType(text, path));
      }),
    );
  });

  it('finds none under the directory for temporary files', async () => {
    expect(await findNetworkFileSystem(tmpdir())).toBeUndefined();
  });
});
