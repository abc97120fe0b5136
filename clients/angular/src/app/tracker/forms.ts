/** What a field of a form says; null when it is empty. */
export function textIn(form: FormData, name: string): string | null {
  const value = form.get(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** What a field of numbers says; null when it is empty. */
export function numberIn(form: FormData, name: string): number | null {
  const text = textIn(form, name);
  return text === null ? null : Number(text);
}

/** What a select says, when it is one of these. */
export function choiceIn<Key extends string>(
  form: FormData,
  name: string,
  words: Readonly<Record<Key, string>>,
  otherwise: Key,
): Key {
  const value = textIn(form, name);
  return value !== null && Object.hasOwn(words, value) ? (value as Key) : otherwise;
}

/** The fields in which one thing differs from another, as the first has them. */
export function differences<Fields extends object>(
  wanted: Fields,
  known: Readonly<Partial<Record<keyof Fields, unknown>>>,
): Partial<Fields> {
  const changed = (Object.entries(wanted) as [keyof Fields, unknown][]).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(known[name] ?? null),
  );
  return Object.fromEntries(changed) as Partial<Fields>;
}
