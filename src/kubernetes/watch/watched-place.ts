/** Which objects are watched. */
export interface WatchedPlace {
  /** Of their list in the API. */
  path: string;
  labelSelector?: string;
  fieldSelector?: string;
}

/** The query of a list or a watch of that place. */
export function selectorQuery(place: WatchedPlace, others: Record<string, string>): URLSearchParams {
  return new URLSearchParams({
    ...(place.labelSelector === undefined ? {} : { labelSelector: place.labelSelector }),
    ...(place.fieldSelector === undefined ? {} : { fieldSelector: place.fieldSelector }),
    ...others,
  });
}
