/** Problems of EventSources that go and get their events: from a broker, a store, or the cluster. */
export const feedProblems = {
  'source.unreachable': {
    message: 'The {kind} EventSource cannot listen to {what}: {reason}',
    hint: 'It is tried again and again, with growing pauses. What happens meanwhile is caught up with as far as the other side keeps it.',
  },
  'source.not-served': {
    message: 'The cluster does not serve {resource} of {apiVersion}.',
    hint: 'Correct `group`, `version` and `resource` (the plural, such as configmaps); it is looked for again and again.',
  },
  'source.not-supported': {
    message: '{field} of {where} is not supported: {reason}.',
    hint: 'Take it out, or keep Argo Events for this EventSource.',
  },
  'source.insecure': {
    severity: 'warning',
    message: '{field} of {where} takes any server for the one that is meant.',
    hint: 'Name the authority of its certificate in `caCertSecret` instead.',
  },
  'source.unreadable-event': {
    message: 'An event of {what} cannot be read, and is left out: {reason}.',
    hint: 'Look at who writes there; each such event is counted.',
  },
  'source.not-stored': {
    message: 'The event store does not take what a {kind} EventSource hears: {reason}',
    hint: 'It is tried again and again; until then no further events are taken.',
  },
} as const;
