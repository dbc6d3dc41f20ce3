import type { FileDifference } from '../git/diff.ts';
import type { RepositoryRecord } from '../store/repository-record.ts';
import type { Addresses } from '../store/store.ts';
import { repositoryApiUrl, repositoryWebUrl } from './repository-payload.ts';

/** A changed file as compare, commits and pull requests list it; patches are left out. */
export function differencePayload(
  addresses: Addresses,
  repository: RepositoryRecord,
  commit: string,
  difference: FileDifference,
) {
  const path = difference.path.split('/').map(encodeURIComponent).join('/');
  const web = repositoryWebUrl(addresses, repository);
  return {
    sha: difference.oid,
    filename: difference.path,
    status: difference.status,
    additions: difference.additions,
    deletions: difference.deletions,
    changes: difference.additions + difference.deletions,
    blob_url: `${web}/blob/${commit}/${path}`,
    raw_url: `${web}/raw/${commit}/${path}`,
    contents_url: `${repositoryApiUrl(addresses, repository)}/contents/${path}?ref=${commit}`,
    ...(difference.previousPath === undefined ? {} : { previous_filename: difference.previousPath }),
  };
}
