import { GraphQLError } from 'graphql';

/** An error as GitHub writes it: with a `type` beside message and path. */
export function fieldError(type: 'NOT_FOUND' | 'FORBIDDEN' | 'RATE_LIMITED', message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

export function errorPayload({ extensions, locations, message, path }: GraphQLError) {
  const type = extensions.type;
  return {
    ...(typeof type === 'string' ? { type } : {}),
    ...(path === undefined ? {} : { path }),
    ...(locations === undefined ? {} : { locations }),
    message,
  };
}
