/** The stand-in was asked for something that cannot be done; the message says what is wrong. */
export class Refused extends Error {
  override name = 'Refused';
}
