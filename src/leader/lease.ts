import { z } from 'zod';
import type { ClusterObject, ServedKind } from '../kubernetes/cluster-objects.ts';

export const leaseKind: ServedKind = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  plural: 'leases',
  namespaced: true,
};

const spec = z.looseObject({
  holderIdentity: z.string().nullish(),
  leaseDurationSeconds: z.number().positive().nullish(),
  acquireTime: z.string().nullish(),
  renewTime: z.string().nullish(),
  leaseTransitions: z.number().nullish(),
});

/** Who leads, as a `coordination.k8s.io/v1` Lease says it. */
export interface Lease {
  /** Empty: nobody. */
  holder: string;
  durationMs: number;
  transitions: number;
  acquireTime: string | undefined;
  resourceVersion: string | undefined;
}

/** @param defaultDurationMs for a Lease that does not say how long it holds */
export function readLease({ metadata, spec: value }: ClusterObject, defaultDurationMs: number): Lease {
  const read = spec.safeParse(value ?? {}).data ?? {};
  return {
    holder: read.holderIdentity ?? '',
    durationMs: (read.leaseDurationSeconds ?? defaultDurationMs / 1000) * 1000,
    transitions: read.leaseTransitions ?? 0,
    acquireTime: read.acquireTime ?? undefined,
    resourceVersion: metadata.resourceVersion,
  };
}

/** The wall clock is written for people to read; nothing is ever decided by it. */
export function writeLease(
  place: { namespace: string; name: string },
  { holder, durationMs, transitions, acquireTime, resourceVersion }: Lease,
  wallClock: number,
): ClusterObject {
  const now = new Date(wallClock).toISOString().replace('Z', '000Z');
  return {
    apiVersion: leaseKind.apiVersion,
    kind: leaseKind.kind,
    metadata: { ...place, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: Math.ceil(durationMs / 1000),
      acquireTime: acquireTime ?? now,
      renewTime: now,
      leaseTransitions: transitions,
    },
  };
}
