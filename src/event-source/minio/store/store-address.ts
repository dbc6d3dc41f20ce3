/** `http://host:port` or `https://host:port`; undefined for anything but a host with or without a port. */
export function readStoreEndpoint(endpoint: string, insecure: boolean): string | undefined {
  const isHost = /^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?$/.test(endpoint);
  const url = isHost ? URL.parse(`${insecure ? 'http' : 'https'}://${endpoint}`) : null;
  return url?.origin;
}

export function isBucketName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(name);
}

/** The empty text is one: the store says which. */
export function isRegion(region: string): boolean {
  return /^[a-z0-9-]{0,64}$/i.test(region);
}
