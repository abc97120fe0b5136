/**
 * The same data as `after`, made of the parts of `before` that are equal: what did not change stays
 * the same object, and a page need not look at it again.
 */
export function keep<T>(before: unknown, after: T): T {
  if (Object.is(before, after)) return after;
  if (Array.isArray(before) && Array.isArray(after)) return keepItems(before, after) as T;
  return isRecord(before) && isRecord(after) ? (keepFields(before, after) as T) : after;
}

function keepItems(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  const items = after.map((item, index) => keep(before[index], item));
  return items.length === before.length && items.every((item, index) => item === before[index])
    ? before
    : items;
}

type Fields = Readonly<Record<string, unknown>>;

function keepFields(before: Fields, after: Fields): Fields {
  const names = Object.keys(after);
  const fields = Object.fromEntries(names.map((name) => [name, keep(before[name], after[name])]));
  return names.length === Object.keys(before).length &&
    names.every((name) => name in before && fields[name] === before[name])
    ? before
    : fields;
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
