import type { LockForm } from './write-locks.ts';

/** What is known of how the cluster's Argo takes locks. */
export interface ArgoLocks {
  form(): LockForm;
  /** The cluster does not know the lists: as its Argo is older, the other form is used from now on. False where it was known before. */
  refuseLists(): boolean;
}

/** @param version of Argo Workflows (`ARGO_VERSION`), such as `3.5.15`; undefined: the newest form until the cluster refuses it */
export function createArgoLocks(version: { major: number; minor: number } | undefined): ArgoLocks {
  let form: LockForm = version !== undefined && isBefore36(version) ? 'single' : 'lists';
  return {
    form: () => form,
    refuseLists() {
      if (version !== undefined || form === 'single') return false;
      form = 'single';
      return true;
    },
  };
}

function isBefore36({ major, minor }: { major: number; minor: number }): boolean {
  return major < 3 || (major === 3 && minor < 6);
}
