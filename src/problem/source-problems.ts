/** Problems of the room `event-source`: documents of EventSources, and what keeps one from listening. */
export const sourceProblems = {
  'source.invalid': {
    message: 'The EventSource {what}.',
    hint: 'Expected `metadata.name`, and under `spec` a kind such as `webhook` with one mapping for each event name.',
  },
  'source.kind-refused': {
    message: 'This app does not listen to EventSources of the kind {kind}.',
    hint: 'Kinds listened to are {known}; keep Argo Events for the others, or let them call a `webhook`.',
  },
  'source.kind-unknown': {
    message: 'The spec of an EventSource has no field {kind}.',
    hint: '{advice}',
  },
  'source.event-twice': {
    message: 'The event name "{event}" stands in this EventSource more than once.',
    hint: 'Argo Events wants each name once in an EventSource, whatever the kinds; give one of them another name.',
  },
  'source.wrong-type': {
    message: '{field} of {where} must be {expected}, but it is of type {found}.',
    hint: 'Write {expected} there.',
  },
  'source.unknown-field': {
    severity: 'warning',
    message: '{field} is no field of {where}; it has no effect.',
    hint: '{advice}',
  },
  'source.no-effect': {
    severity: 'warning',
    message: '{field} of {where} has no effect here.',
    hint: '{advice}',
  },
  'source.wrong-value': {
    message: '{field} of {where} is "{found}"; expected {expected}.',
    hint: 'Write {expected} there.',
  },
  'source.missing-field': {
    message: '{where} has no {field}.',
    hint: '{advice}',
  },
  'source.filter': {
    message: 'The filter of {where} cannot be read: {reason}',
    hint: 'Write an expression of expr-lang over the event\'s data that gives true or false, such as `body.action == "opened"`.',
  },
  'source.open-hook': {
    severity: 'warning',
    message: 'The webhook {where} has no `authSecret`, so that anybody could call it; it is not served.',
    hint: 'Name the Secret with the token that callers have to send under `authSecret`, with its `name` and `key`.',
  },
  'source.names-nothing': {
    message: '{where} names no {what}, so it would let in whatever anybody sends.',
    hint: 'Write which ones it is for; {advice}.',
  },
  'source.secret-missing': {
    message: 'The Secret {name} of the namespace {namespace} has no key {key} that could be read: {reason}',
    hint: 'Create it; it is looked for again and again, and nothing is listened to without it.',
  },
  'source.tls': {
    message: 'The certificate and key for port {port} cannot be used: {reason}',
    hint: 'Expected PEM texts that belong together, in the Secrets that `serverCertSecret` and `serverKeySecret` name.',
  },
  'source.cannot-listen': {
    message: 'Cannot listen on port {port}: {reason}',
    hint: 'Free the port, or give the EventSource another one; it is tried again and again.',
  },
  'source.endpoint-taken': {
    message: 'The endpoint {endpoint} on port {port} is taken by another EventSource.',
    hint: 'Give one of the two another endpoint or port: all EventSources of this app share its ports.',
  },
  'source.port-shared': {
    message: 'Port {port} is served with another certificate by another EventSource.',
    hint: 'Name the same certificate in both, or give one of them another port.',
  },
  'source.stopped': {
    message: 'An EventSource ended by itself: {reason}',
    hint: 'It is started again; look at what it listens to.',
  },
} as const;
