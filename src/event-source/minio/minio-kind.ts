import type { SourceKind } from '../source-kind.ts';
import { listenToBucket } from './listen-to-bucket.ts';
import { type MinioSource, readMinio } from './read-minio.ts';

/** Notifications of a bucket in MinIO. */
export const minioKind: SourceKind<MinioSource> = {
  leaderOnly: true,
  read: readMinio,
  listen: listenToBucket,
};
