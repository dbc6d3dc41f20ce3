/** Problems of the process as a whole: what keeps it from starting. */
export const appProblems = {
  'app.cannot-listen': {
    message: 'Cannot listen on {host}:{port}: {reason}',
    hint: 'Free the port, or set {setting} to another one.',
  },
  'app.no-cluster': {
    message: 'The cluster’s configuration cannot be used: {reason}',
    hint: 'Set KUBECONFIG to a kubeconfig with a current context, or run the app in the cluster.',
  },
} as const;
