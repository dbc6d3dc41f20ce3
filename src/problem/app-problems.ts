/** Problems of the process as a whole: what keeps it from starting, or from leading. */
export const appProblems = {
  'app.cannot-listen': {
    message: 'Cannot listen on {host}:{port}: {reason}',
    hint: 'Free the port, or set {setting} to another one.',
  },
  'app.no-cluster': {
    message: 'The cluster’s configuration cannot be used: {reason}',
    hint: 'Set KUBECONFIG to a kubeconfig with a current context, or run the app in the cluster.',
  },
  'app.no-lease': {
    message: 'The Lease {lease}, by which replicas elect the one that writes checks, cannot be {action}: {reason}',
    hint: 'Give the app’s account the rights of deploy/lease-role.yaml in the namespace of its pods. While no replica leads, events are handled and no check is written.',
  },
} as const;
