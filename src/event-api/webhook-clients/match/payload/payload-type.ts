/**
 * A type of Go that a JSON payload has to fit: text, a whole number of 64 bits, a boolean, a time, anything; a list of a type; a
 * struct with the types of its fields, of which others may be there, too.
 */
export type PayloadType =
  | 'text'
  | 'whole'
  | 'flag'
  | 'time'
  | 'any'
  | readonly [PayloadType]
  | { readonly [field: string]: PayloadType };
