/** The address, when it is one that a link may lead to; null for anything else. */
export function webAddress(text: string | null): string | null {
  if (text === null || !/^https?:\/\//i.test(text.trim())) return null;
  return URL.canParse(text.trim()) ? text.trim() : null;
}

/** What somebody wrote as the place of a round: a link to join by, or somewhere to go. */
export function placeFields(text: string | null): {
  meeting_link: string | null;
  physical_location: string | null;
  is_virtual: boolean;
} {
  const link = webAddress(text);
  return {
    meeting_link: link,
    physical_location: link === null ? text : null,
    is_virtual: link !== null || text === null,
  };
}
