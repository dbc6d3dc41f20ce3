import { guarded, guardedUnless } from '../rules/feature.ts';
import type { Rule } from '../rules/inspection.ts';
import { anything, object } from '../rules/shape.ts';

// Kubernetes' Pod Security Standard "baseline", field by field.

/** Capabilities that a container has anyway. */
const baselineCapabilities = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

const safeSysctls = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_syncookies',
];

function isOneOf(...values: unknown[]) {
  return (value: unknown) => values.includes(value);
}

function areAllOf(known: readonly string[], nameOf: (item: unknown) => unknown) {
  return (value: unknown) => Array.isArray(value) && value.every((item) => known.some((name) => name === nameOf(item)));
}

const fields: Readonly<Record<string, Rule>> = {
  appArmorProfile: object({
    localhostProfile: anything,
    type: guardedUnless(isOneOf('RuntimeDefault', 'Localhost'), 'appArmorProfile'),
  }),
  seccompProfile: object({
    localhostProfile: anything,
    type: guardedUnless(isOneOf('RuntimeDefault', 'Localhost'), 'seccompProfile'),
  }),
  seLinuxOptions: guarded('seLinuxOptions'),
  windowsOptions: object({
    gmsaCredentialSpec: guarded('gmsaCredentials'),
    gmsaCredentialSpecName: guarded('gmsaCredentials'),
    hostProcess: guarded('hostProcess'),
    runAsUserName: anything,
  }),
  runAsGroup: anything,
  runAsNonRoot: anything,
  runAsUser: anything,
};

export const podSecurityContext = object({
  ...fields,
  fsGroup: anything,
  fsGroupChangePolicy: anything,
  seLinuxChangePolicy: anything,
  supplementalGroups: anything,
  supplementalGroupsPolicy: anything,
  sysctls: guardedUnless(
    areAllOf(safeSysctls, (item) => Object(item).name),
    'sysctls',
  ),
});

export const containerSecurityContext = object({
  ...fields,
  allowPrivilegeEscalation: guarded('allowPrivilegeEscalation'),
  capabilities: object({
    add: guardedUnless(
      areAllOf(baselineCapabilities, (item) => item),
      'capabilities',
    ),
    drop: anything,
  }),
  privileged: guarded('privileged'),
  procMount: guardedUnless(isOneOf('', 'Default'), 'procMount'),
  readOnlyRootFilesystem: anything,
});
