import { readFile, realpath } from 'node:fs/promises';

/** File systems whose locks or flushes are a matter of another machine. */
const networkTypes = new Set([
  'nfs',
  'nfs4',
  'cifs',
  'smb2',
  'smb3',
  'smbfs',
  'ncpfs',
  'afs',
  'coda',
  'ceph',
  'glusterfs',
  'lustre',
  'gpfs',
  'beegfs',
  'gfs2',
  'ocfs2',
  'orangefs',
  'pvfs2',
  'fuse.sshfs',
  'fuse.glusterfs',
  'fuse.ceph',
  'fuse.ceph-fuse',
  'fuse.s3fs',
  'fuse.goofys',
  'fuse.gcsfuse',
  'fuse.blobfuse',
  'fuse.blobfuse2',
  'fuse.rclone',
  'fuse.juicefs',
  'fuse.davfs',
  'fuse.curlftpfs',
  'fuse.moosefs',
  'fuse.seaweedfs',
  'fuse.mount-s3',
]);

/**
 * The type of network file system that a directory lies on; undefined on a local one, and where the system does not list its
 * mounts (only Linux does, in /proc/self/mountinfo).
 */
export async function findNetworkFileSystem(directory: string): Promise<string | undefined> {
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => undefined);
  return mounts === undefined ? undefined : readNetworkType(mounts, await realpath(directory));
}

/** The same, from the text of mountinfo (`man 5 proc_pid_mountinfo`) and an absolute path without symlinks. */
export function readNetworkType(mountinfo: string, path: string): string | undefined {
  let found: { point: string; type: string; options: string } | undefined;
  for (const line of mountinfo.split('\n')) {
    const [before, after] = line.split(' - ');
    const point = unescapeOctal(before?.split(' ')[4] ?? '');
    const [type = '', , options = ''] = after?.split(' ') ?? [];
    // The deepest mount holds the path; of two at one point the later one covers the earlier.
    if (holds(point, path) && point.length >= (found?.point.length ?? 0)) {
      found = { point, type, options };
    }
  }
  if (found === undefined) {
    return undefined;
  }
  return networkTypes.has(found.type) || isRemotePlan9(found) ? found.type : undefined;
}

/** 9p also carries directories into virtual machines and sandboxes; only its network transports are refused. */
function isRemotePlan9({ type, options }: { type: string; options: string }): boolean {
  return type === '9p' && options.split(',').some((option) => option === 'trans=tcp' || option === 'trans=rdma');
}

function holds(point: string, path: string): boolean {
  return point !== '' && (point === '/' || path === point || path.startsWith(`${point}/`));
}

/** Blanks and backslashes in mount points are written as `\040` and the like. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
