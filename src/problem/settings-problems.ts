/** Problems of the room `settings`. `{how}` comes from the table of settings. */
export const settingsProblems = {
  'settings.missing': {
    message: '{name} is not set, but {why}.',
    hint: 'As the table of settings says: {how}',
  },
  'settings.wrong': {
    message: '{name} is {found}; expected {expected}.',
    hint: 'As the table of settings says: {how}',
  },
  'settings.unreadable-file': {
    message: '{name} names the file {file}, which cannot be read ({reason}).',
    hint: 'Check the path and that the user of this process may read it.',
  },
  'settings.default-secret': {
    message: '{name} is "development", a secret that everybody knows.',
    hint: 'Choose a random one (openssl rand -hex 32) and set the same in the settings of the GitHub App.',
  },
  'settings.short-secret': {
    severity: 'warning',
    message: '{name} is shorter than {least} characters and can be guessed.',
    hint: 'Choose a random one (openssl rand -hex 32) and set the same in the settings of the GitHub App.',
  },
  'settings.clear-password': {
    severity: 'warning',
    message: '{name} is PLAIN and the connection is not encrypted: the password can be read on its way.',
    hint: 'Turn on KAFKA_TLS, or choose one of the SCRAM mechanisms.',
  },
  'settings.no-cluster': {
    message:
      'KUBECONFIG is not set, and this process does not run in a cluster (KUBERNETES_SERVICE_HOST is not set either).',
    hint: 'Set KUBECONFIG to the path of a kubeconfig file, or run the app in the cluster with a service account.',
  },
  'settings.same-port': {
    message: 'PORT and METRICS_PORT are both {port}.',
    hint: 'Metrics stay off the public port: choose another METRICS_PORT, or 0 for none.',
  },
} as const;
