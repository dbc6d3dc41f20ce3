/** Problems of the room `event`: deliveries that cannot be read. */
export const eventProblems = {
  'event.not-json': {
    message: 'The body of the {event} delivery is not JSON: {reason}',
    hint: 'GitHub sends JSON. Look at the delivery in the App’s settings under “Advanced”, and redeliver it there.',
  },
  'event.not-an-object': {
    message: 'The body of the {event} delivery is {found}; expected a JSON object.',
    hint: 'GitHub always sends an object. Look at what signs and sends this delivery.',
  },
  'event.too-deep': {
    message: 'The body of the {event} delivery is nested deeper than {limit} levels.',
    hint: 'No event of GitHub is. Look at what signs and sends this delivery.',
  },
  'event.no-installation': {
    message: 'The {event} delivery names no installation of the App; expected `installation.id`.',
    hint: 'Events must come from the App’s own webhook. Remove a repository webhook that points here.',
  },
  'event.repository-incomplete': {
    message: 'The repository in the {event} delivery has no usable `{field}`.',
    hint: 'GitHub always sends it. Look at what signs and sends this delivery.',
  },
} as const;
